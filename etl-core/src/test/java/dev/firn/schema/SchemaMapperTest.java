package dev.firn.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.UnmappableTableException;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaMapperTest {

  private static TableSchema table(Column... columns) {
    return new TableSchema(
        new TableId("shop", "orders"), Arrays.asList(columns), List.of(columns[0].name()), 0, 0);
  }

  private static Column column(String name, DeclaredType type) {
    return new Column(name, type, null);
  }

  @ParameterizedTest(name = "numeric({0},{1}) becomes {2}")
  @CsvSource({
    "12, 2, 'decimal(12,2)'",
    "38, 38, 'decimal(38,38)'",
    "39, 0, string",
    "5, -2, 'decimal(7,0)'",
    "3, 5, 'decimal(5,5)'",
    "37, -2, string",
    "1, 39, string",
  })
  void keepsDeclaredDecimalsAndNeverRounds(int precision, int scale, String lakeType) {
    DeclaredType type = new DeclaredType("numeric", precision, scale, false);
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table(column("n", type)));
    assertThat(mapping.lakeSchema().apply("n").dataType().simpleString()).isEqualTo(lakeType);
  }

  @Test
  void spellsNamesInLowerCaseAndClearOfIcebergs() {
    DeclaredType text = DeclaredType.of("text");
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(table(column("ID", text), column("_file", text), column("Ü b", text)));
    assertThat(mapping.lakeSchema().fieldNames()).containsExactly("id", "c_file", "ü b");
    assertThat(mapping.key()).containsExactly("id");
  }

  @Test
  void refusesATableNamingEveryColumnInTheWay() {
    TableSchema table =
        table(
            column("id", DeclaredType.of("int4")),
            column("ID", DeclaredType.of("int4")),
            column("flags", DeclaredType.of("varbit")));
    assertThatThrownBy(
            () -> new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table))
        .isInstanceOf(UnmappableTableException.class)
        .hasMessageContaining("Cannot load shop.orders")
        .hasMessageContaining("column ID has the same lake name as column id")
        .hasMessageContaining("column flags has type varbit");
  }

  /** 12:00 in London and 13:00 in Berlin are two rows of the source, and one of the lake. */
  @Test
  void refusesAKeyWhoseValuesAreNotApartInTheLake() {
    TableSchema table = table(column("id", DeclaredType.of("timetz")));
    assertThatThrownBy(
            () -> new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table))
        .isInstanceOf(UnmappableTableException.class)
        .hasMessageContaining("column id of its key has type timetz, and the lake would take");
  }

  @Test
  void keepsAContractThroughItsText() {
    DeclaredType mood =
        new DeclaredType("mood", DeclaredType.UNDECLARED, DeclaredType.UNDECLARED, true);
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(
                table(
                    column("id", DeclaredType.of("int8")),
                    column("price", new DeclaredType("numeric", 12, 2, false)),
                    column("mood", mood)));
    assertThat(TableMapping.fromJson(mapping.toJson())).isEqualTo(mapping);
  }

  @ParameterizedTest(name = "{0} microseconds are {1}")
  @CsvSource({
    "0, 00:00:00.000000",
    "1, 00:00:00.000001",
    "86399999999, 23:59:59.999999",
    "86400000000, 24:00:00.000000",
  })
  void writesTimesOfDayWithMicroseconds(long micros, String text) {
    assertThat(ValueText.timeOfDay(micros)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"1.10, 1.1", "100, 100", "1E+20, 100000000000000000000", "0.000, 0", "-0.50, -0.5"})
  void writesNumbersPlain(BigDecimal number, String text) {
    assertThat(ValueText.number(number)).isEqualTo(text);
  }

  @Test
  void namesTopicsAsDebeziumDoes() {
    TableRoute route =
        Routes.of(
            new TableId("APP", "Mixed Case$T"),
            new SourceNamespace("local", List.of("bronze", "x")),
            "prod.app");
    assertThat(route.topic()).isEqualTo("prod.app.APP.Mixed_Case_T");
    assertThat(route.target()).hasToString("local.bronze.x.mixed case$t");
    assertThat(route.target().quotedBranch("b"))
        .isEqualTo("`local`.`bronze`.`x`.`mixed case$t`.`branch_b`");
    TableId longName = new TableId("s", "t".repeat(300));
    assertThat(Routes.of(longName, new SourceNamespace("local", List.of("b")), "prod").topic())
        .hasSize(249);
  }
}
