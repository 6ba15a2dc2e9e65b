package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.localstack.LocalStack;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TypeSystem;
import dev.firn.source.oracle.type.OracleTypes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OracleDecodingTest {

  private static final SchemaMapper MAPPER =
      new SchemaMapper(UnknownTypes.SKIP_COLUMN, TypeSystem.of(DatabaseType.ORACLE));

  private static final Pattern NUMBER =
      Pattern.compile("NUMBER(?:\\(([0-9*]+)(?:,(-?[0-9]+))?\\))?");

  /** What Debezium's own Oracle converters have written, and what the lake should show. */
  static Stream<List<String>> lines() throws IOException {
    try (var file =
        Objects.requireNonNull(LocalStack.class.getResourceAsStream("oracle-events.txt"))) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> Arrays.asList(line.split(" \\|\\| ", -1)));
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void decodesWhatDebeziumSends(List<String> line) throws IOException {
    Optional<ColumnMapping> column = mapping(line.get(0));
    String lake = line.get(4);
    assertThat(column.isEmpty()).isEqualTo(lake.equals("not carried"));
    boolean isSent = !line.get(2).equals("STOPS");
    if (column.isPresent() && isSent) {
      assertThat(text(decode(line.get(3), column.get()))).isEqualTo(lake);
    }
  }

  /** How a column would be carried that the dictionary shows as it shows one declared like this. */
  private static Optional<ColumnMapping> mapping(String ddl) {
    TableSchema table =
        new TableSchema(
            new TableId("APP", "T"),
            List.of(
                new Column("ID", OracleTypes.declared("NUMBER", 9, 0), null),
                new Column("C", declared(ddl), null)),
            List.of("ID"),
            0,
            0);
    return MAPPER.map(table).find("C");
  }

  private static DeclaredType declared(String ddl) {
    Matcher number = NUMBER.matcher(ddl);
    if (number.matches()) {
      boolean sized = number.group(1) != null && !number.group(1).equals("*");
      Integer scale = number.group(2) == null ? null : Integer.valueOf(number.group(2));
      return OracleTypes.declared("NUMBER", sized ? Integer.valueOf(number.group(1)) : null, scale);
    }
    return switch (ddl) {
      case "INTEGER", "SMALLINT" -> OracleTypes.declared("NUMBER", null, 0);
      case "REAL", "DOUBLE PRECISION" -> OracleTypes.declared("FLOAT", 63, null);
      default -> OracleTypes.declared(ddl, null, null);
    };
  }

  private static @Nullable Object decode(String row, ColumnMapping column) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(row)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("C")) {
          parser.nextToken();
          return new ValueDecoder(Set.of("__firn_unavailable_value")).decode(parser, column);
        }
      }
    }
    throw new IllegalArgumentException("no column C in " + row);
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }
}
