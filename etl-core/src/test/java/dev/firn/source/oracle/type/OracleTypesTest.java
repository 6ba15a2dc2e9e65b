package dev.firn.source.oracle.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.UnmappableTableException;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.LongColumns;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.NumberFixer;
import dev.firn.schema.NumberProfile;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.TypeSystem;
import dev.firn.source.oracle.LongColumnPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTypesTest {

  private static final TypeSystem TYPES = TypeSystem.of(DatabaseType.ORACLE);

  private static TableSchema table(Column... columns) {
    return new TableSchema(new TableId("APP", "CONTRACTS"), List.of(columns), List.of("ID"), 0, 0);
  }

  private static Column column(String name, DeclaredType type) {
    return new Column(name, type, null);
  }

  private static TableMapping map(TableSchema table, UnknownTypes unknown) {
    return new SchemaMapper(unknown, TYPES).map(table);
  }

  @ParameterizedTest(name = "{0} with precision {1} and scale {2} becomes {3}")
  @CsvSource({
    "NUMBER, 12, 2, 'decimal(12,2)'",
    "NUMBER, 38, 0, 'decimal(38,0)'",
    "NUMBER, 5, -2, 'decimal(7,0)'",
    "NUMBER, 38, -2, string",
    "NUMBER, 3, 5, 'decimal(5,5)'",
    "NUMBER, 38, 127, string",
    "NUMBER, , , string",
    "NUMBER, , 0, 'decimal(38,0)'",
    "FLOAT, 126, , string",
    "BINARY_FLOAT, , , float",
    "BINARY_DOUBLE, , , double",
    "DATE, , , timestamp_ntz",
    "TIMESTAMP(6), , 6, timestamp_ntz",
    "TIMESTAMP(3) WITH TIME ZONE, , 3, timestamp",
    "TIMESTAMP(6) WITH LOCAL TIME ZONE, , , timestamp",
    "INTERVAL YEAR(2) TO MONTH, 2, 0, string",
    "INTERVAL DAY(2) TO SECOND(6), 2, 6, string",
    "VARCHAR2, , , string",
    "RAW, , , binary",
    "BLOB, , , binary",
    "CLOB, , , string",
  })
  void givesEveryTypeOneType(
      String type, @Nullable Integer precision, @Nullable Integer scale, String lakeType) {
    DeclaredType declared = OracleTypes.declared(type, precision, scale);
    TableSchema table =
        table(column("ID", OracleTypes.declared("NUMBER", 9, 0)), column("C", declared));
    assertThat(map(table, UnknownTypes.FAIL).lakeSchema().apply("c").dataType().simpleString())
        .isEqualTo(lakeType);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "NUMBER, , 2, stops at a fraction",
    "TIMESTAMP(9), , 9, smaller than a microsecond",
    "TIMESTAMP(7) WITH TIME ZONE, , , smaller than a microsecond",
    "INTERVAL DAY(2) TO SECOND(9), 2, 9, smaller than a microsecond",
    "LONG, , , does not send it",
    "LONG RAW, , , does not send it",
    "BOOLEAN, , , does not send it",
    "JSON, , , its connector stops",
  })
  void refusesWhatTheStreamWouldFalsify(
      String type, @Nullable Integer precision, @Nullable Integer scale, String reason) {
    TableSchema table =
        table(
            column("ID", OracleTypes.declared("NUMBER", 9, 0)),
            column("C", OracleTypes.declared(type, precision, scale)));
    assertThatThrownBy(() -> map(table, UnknownTypes.TEXT))
        .isInstanceOf(UnmappableTableException.class)
        .hasMessageContaining("column C")
        .hasMessageContaining(reason);
    assertThat(map(table, UnknownTypes.SKIP_COLUMN).excluded()).containsOnlyKeys("C");
  }

  @Test
  void aNumberWithoutASizeIsMeasuredLikeANumericOfPostgresql() {
    TableMapping mapping =
        map(table(column("ID", OracleTypes.declared("NUMBER", null, null))), UnknownTypes.TEXT);
    assertThat(NumberFixer.openColumns(mapping)).containsExactly("ID");
    NumberProfile profile = new NumberProfile(10, 0, 5, false, "all rows");
    assertThat(NumberFixer.fix(mapping, Map.of("ID", profile), null).lakeSchema().simpleString())
        .isEqualTo("struct<id:decimal(18,0)>");
  }

  private static TableSchema contracts() {
    return table(
        column("ID", OracleTypes.declared("NUMBER", 9, 0)),
        column("BODY", DeclaredType.of("LONG")),
        column("TITLE", DeclaredType.of("VARCHAR2")));
  }

  @Test
  void leavesALongColumnOut() {
    LongColumnPolicy.Outcome outcome =
        new LongColumnPolicy(table -> LongColumns.EXCLUDE).apply(contracts());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            LongColumnPolicy.Outcome.Load.class,
            load -> {
              assertThat(load.excluded()).containsExactly("BODY");
              assertThat(map(load.rest(), UnknownTypes.FAIL).lakeSchema().fieldNames())
                  .containsExactly("id", "title");
            });
  }

  @Test
  void leavesATableWithALongColumnOut() {
    assertThat(new LongColumnPolicy(table -> LongColumns.SKIP_TABLE).apply(contracts()))
        .isEqualTo(
            new LongColumnPolicy.Outcome.Skip(
                "column BODY is LONG and handle_long_columns is \"skip_table\""));
  }

  @Test
  void failsATableWithALongColumn() {
    assertThat(new LongColumnPolicy(table -> LongColumns.ERROR).apply(contracts()))
        .isEqualTo(
            new LongColumnPolicy.Outcome.Refuse(
                "column BODY is LONG, which change capture does not carry, and handle_long_columns"
                    + " is \"error\" (\"exclude\" loads the other 2 columns, \"skip_table\" leaves"
                    + " the table out)"));
  }
}
