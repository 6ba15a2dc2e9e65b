package dev.firn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.testing.PostgresColumns;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DecimalType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberFixerTest {

  private static final ColumnMapping OPEN = PostgresColumns.of("n", "numeric");

  private static TableMapping table(ColumnMapping... columns) {
    return new TableMapping(new TableId("s", "t"), List.of(columns), List.of());
  }

  private static NumberProfile profile(int integerDigits, int fractionDigits) {
    return new NumberProfile(integerDigits, fractionDigits, 1000, false, "all rows");
  }

  private static String fixed(NumberProfile profile) {
    TableMapping table = NumberFixer.fix(table(OPEN), Map.of("n", profile), null);
    return table.columns().get(0).sparkType().simpleString();
  }

  @ParameterizedTest(name = "{0} integer and {1} fraction digits become {2}")
  @CsvSource({
    "0, 0, 'decimal(18,0)'",
    "7, 0, 'decimal(18,0)'",
    "15, 0, 'decimal(18,0)'",
    "16, 0, 'decimal(28,0)'",
    "7, 2, 'decimal(18,4)'",
    "11, 2, 'decimal(18,4)'",
    "12, 2, 'decimal(28,4)'",
    "0, 10, 'decimal(18,12)'",
    "35, 0, 'decimal(38,0)'",
    "36, 0, string",
    "20, 13, 'decimal(38,15)'",
    "20, 14, string",
    "1, 40, string",
  })
  void choosesTheNarrowestStorageWithHeadRoom(int integer, int fraction, String lakeType) {
    assertThat(fixed(profile(integer, fraction))).isEqualTo(lakeType);
  }

  @Test
  void keepsTextWhereThereIsNothingToMeasureOrNoNumber() {
    assertThat(fixed(new NumberProfile(0, 0, 0, false, "all rows"))).isEqualTo("string");
    assertThat(fixed(new NumberProfile(3, 0, 9, true, "all rows"))).isEqualTo("string");
  }

  @Test
  void measuresOnlyColumnsWithoutASizeOfTheirOwn() {
    ColumnMapping declared = PostgresColumns.of("d", new DeclaredType("numeric", 12, 2, false));
    ColumnMapping list = PostgresColumns.of("l", DeclaredType.arrayOf(DeclaredType.of("numeric")));
    assertThat(NumberFixer.openColumns(table(declared, OPEN, list))).containsExactly("n");
  }

  @Test
  void keepsWhatTheLakeTableHasAsLongAsItSuffices() {
    ColumnMapping held = OPEN.sized(new MeasuredSize(18, 4, "measured before"));
    Map<String, NumberProfile> small = Map.of("n", profile(2, 0));
    Map<String, NumberProfile> large = Map.of("n", profile(16, 2));

    assertThat(NumberFixer.fix(table(OPEN), small, table(held)).columns()).containsExactly(held);
    assertThat(NumberFixer.fix(table(OPEN), small, table(OPEN)).columns()).containsExactly(OPEN);
    assertThat(NumberFixer.fix(table(OPEN), large, table(held)).columns().get(0).sparkType())
        .hasToString("DecimalType(28,4)");
  }

  @ParameterizedTest(name = "decimal({0},{1}) for {2} and {3} digits becomes {4}")
  @CsvSource({
    "18, 4, 15, 0, 'decimal(28,4)'",
    "18, 4, 1, 6, 'decimal(28,6)'",
    "28, 4, 30, 0, 'decimal(38,4)'",
    "38, 4, 1, 5, 'decimal(38,4)'",
    "18, 4, 39, 0, 'decimal(18,4)'",
  })
  void widensWithoutLosingADigitOrNotAtAll(
      int precision, int scale, int integer, int fraction, String lakeType) {
    ColumnMapping column = OPEN.sized(new MeasuredSize(precision, scale, "measured"));
    ColumnMapping wider = NumberFixer.widen(column, integer, fraction).orElse(column);
    assertThat(wider.sparkType().simpleString()).isEqualTo(lakeType);
    assertThat(integerDigits(wider)).isGreaterThanOrEqualTo(precision - scale);
  }

  private static int integerDigits(ColumnMapping column) {
    DecimalType type = (DecimalType) column.sparkType();
    return type.precision() - type.scale();
  }

  @Test
  void keepsAMeasuredSizeAndItsEvidenceInTheContract() {
    TableMapping mapping = NumberFixer.fix(table(OPEN), Map.of("n", profile(7, 2)), null);
    assertThat(TableMapping.fromJson(mapping.toJson())).isEqualTo(mapping);
    assertThat(mapping.toJson())
        .contains(
            "\"evidence\":\"measured: at most 7 integer and 2 fraction digits in 1000 values of all"
                + " rows\"",
            "\"lake_type\":\"decimal(18,4)\"",
            "\"lossless\":false");
  }
}
