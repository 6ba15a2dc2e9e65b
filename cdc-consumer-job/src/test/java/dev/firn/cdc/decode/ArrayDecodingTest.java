package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.Unavailable;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayDecodingTest {

  private final ValueDecoder decoder = new ValueDecoder(Set.of("__none", "X19ub25l"));

  private static ColumnMapping arrayOf(String element) {
    Column column = new Column("a", DeclaredType.arrayOf(DeclaredType.of(element)), null);
    TableSchema table = new TableSchema(new TableId("s", "t"), List.of(column), List.of(), 0, 0);
    return new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table).columns().get(0);
  }

  private @Nullable Object decode(String element, String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return decoder.decode(parser, arrayOf(element));
    }
  }

  @Test
  void readsElementsByTheirOwnRule() throws IOException {
    assertThat(decode("int4", "[1,null,-3]")).isEqualTo(Arrays.asList(1, null, -3));
    assertThat(decode("text", "[\"a\",\"\",null]")).isEqualTo(Arrays.asList("a", "", null));
    assertThat(decode("pg_lsn", "[\"MC8x\"]")).isEqualTo(List.of("0/1"));
    assertThat(decode("int4", "[]")).isEqualTo(List.of());
    assertThat(decode("date", "[-719162,0]"))
        .isEqualTo(List.of(LocalDate.of(1, 1, 1), LocalDate.EPOCH));
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "text | [\"[Ljava.lang.String;@30cc9aef\",\"[Ljava.lang.String;@46a06e68\"]",
        "date | [-622191234]",
      })
  void refusesWhatIsNotWhatTheSourceHolds(String element, String json) {
    assertThatThrownBy(() -> decode(element, json))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("column a of type " + element + "[] has value");
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "text | [\"__none\"]",
        "bytea | [\"X19ub25l\"]",
        "int4 | [95,95,110,111,110,101]",
        "int8 | [95,95,110,111,110,101]",
        "date | [95,95,110,111,110,101]",
      })
  void knowsThePlaceholderInEveryForm(String element, String json) throws IOException {
    assertThat(decode(element, json)).isSameAs(Unavailable.VALUE);
  }
}
