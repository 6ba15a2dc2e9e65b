package dev.firn.source.postgres.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.firn.error.UnmappableTableException;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.ColumnType;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.ValueText;
import dev.firn.source.postgres.wire.ArrayLiteral;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresTypesTest {

  private static TableSchema table(DeclaredType type) {
    return new TableSchema(
        new TableId("s", "t"),
        List.of(new Column("id", DeclaredType.of("int4"), null), new Column("c", type, null)),
        List.of("id"),
        0,
        0);
  }

  @Test
  void unknownTypesGoByThePolicy() {
    TableSchema table = table(DeclaredType.of("cube"));
    assertThat(new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table).columns())
        .hasSize(2);
    TableMapping skipped =
        new SchemaMapper(UnknownTypes.SKIP_COLUMN, DatabaseType.POSTGRESQL).map(table);
    assertThat(skipped.columns()).hasSize(1);
    assertThat(skipped.excluded()).containsOnlyKeys("c");
    assertThat(TableMapping.fromJson(skipped.toJson())).isEqualTo(skipped);
    assertThatThrownBy(
            () -> new SchemaMapper(UnknownTypes.FAIL, DatabaseType.POSTGRESQL).map(table))
        .isInstanceOf(UnmappableTableException.class)
        .hasMessageContaining("column c has type cube");
  }

  @ParameterizedTest(name = "{0}[]")
  @CsvSource({"time", "timestamp", "timestamptz", "interval", "bit"})
  void whatTheStreamWouldFalsifyIsNeverKept(String element) {
    TableSchema table = table(DeclaredType.arrayOf(DeclaredType.of(element)));
    assertThatThrownBy(
            () -> new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table))
        .isInstanceOf(UnmappableTableException.class)
        .hasMessageContaining("cannot be streamed as it is");
    assertThat(
            new SchemaMapper(UnknownTypes.SKIP_COLUMN, DatabaseType.POSTGRESQL)
                .map(table)
                .excluded())
        .hasSize(1);
  }

  /** Of its values, each of which has a length of its own, events leave out leading zeros. */
  @Test
  void bitsWithoutALengthAreNeverKept() {
    DeclaredType bits = DeclaredType.of("bit");
    assertThatThrownBy(
            () -> new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table(bits)))
        .isInstanceOf(UnmappableTableException.class)
        .hasMessageContaining("column c has type bit, which cannot be streamed as it is");
    ColumnType earlier = new PostgresTypes().ofRule("BIT_TEXT", bits, null);
    assertThatThrownBy(
            () -> {
              try (JsonParser parser = new JsonFactory().createParser("\"FQ==\"")) {
                parser.nextToken();
                earlier.decode(parser, new UnavailableMarkers(Set.of("x")));
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a length");
  }

  @Test
  void aKeyIsNeverLeftOut() {
    TableSchema table =
        new TableSchema(
            new TableId("s", "t"),
            List.of(
                new Column("id", DeclaredType.of("varbit"), null),
                new Column("c", DeclaredType.of("int4"), null)),
            List.of("id"),
            0,
            0);
    assertThatThrownBy(
            () -> new SchemaMapper(UnknownTypes.SKIP_COLUMN, DatabaseType.POSTGRESQL).map(table))
        .isInstanceOf(UnmappableTableException.class)
        .hasMessageContaining("columns of its key");
  }

  @Test
  void arraysKeepTheTypeOfTheirElementsInTheContract() {
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(table(DeclaredType.arrayOf(new DeclaredType("numeric", 10, 2, false))));
    assertThat(mapping.lakeSchema().apply("c").dataType().simpleString())
        .isEqualTo("array<decimal(10,2)>");
    assertThat(TableMapping.fromJson(mapping.toJson())).isEqualTo(mapping);
  }

  @Test
  void readsArraysAsTheServerWritesThem() {
    assertThat(elements("{}")).isEmpty();
    assertThat(elements("{1,NULL,\"NULL\",\"a,\\\"b\\\\\",\"\"}"))
        .isEqualTo(Arrays.asList("1", null, "NULL", "a,\"b\\", ""));
    assertThat(elements("[0:1]={5,6}")).containsExactly("5", "6");
    assertThat(elements("{{1},{2}}")).isNull();
    assertThat(ArrayLiteral.elements("{(3,4),(1,2);NULL;(0,1),(0,0)}", ';'))
        .isEqualTo(Arrays.asList("(3,4),(1,2)", null, "(0,1),(0,0)"));
  }

  private static @Nullable List<@Nullable String> elements(String text) {
    return ArrayLiteral.elements(text, ',');
  }

  @ParameterizedTest(name = "{0} months, {1} days, {2} microseconds are {3}")
  @CsvSource({
    "0, 0, 0, P0Y0M0DT0H0M0S",
    "14, 3, 14706789000, P1Y2M3DT4H5M6.789S",
    "-1, 1, -500000, P0Y-1M1DT0H0M-0.5S",
    "0, 0, -1, P0Y0M0DT0H0M-0.000001S",
  })
  void writesIntervalsAsDebeziumDoes(int months, int days, long micros, String text) {
    assertThat(ValueText.interval(months, days, micros)).isEqualTo(text);
  }
}
