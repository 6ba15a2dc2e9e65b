package dev.firn.validate.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueHashTest {

  private static final long SEED = 7;
  private static final StructType TWO_TEXTS =
      new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);

  private static long hash(DataType type, @Nullable Object value) {
    return ValueHash.of(type).of(row(value), 0, SEED);
  }

  private static InternalRow row(@Nullable Object... values) {
    return new GenericInternalRow(values);
  }

  private static UTF8String text(String text) {
    return UTF8String.fromString(text);
  }

  private static RowHash hashed(RowShape shape, @Nullable Object... values) {
    RowHash hash = new RowHash(shape);
    hash.take(row(values));
    return hash;
  }

  @Test
  void nullIsNoValue() {
    Set<Long> hashes = new HashSet<>();
    hashes.add(hash(DataTypes.StringType, null));
    for (String value : List.of("", "NULL", "null", "\0", " ", "  ")) {
      assertThat(hashes.add(hash(DataTypes.StringType, text(value)))).as(value).isTrue();
    }
    assertThat(hash(DataTypes.LongType, 0L)).isNotEqualTo(hash(DataTypes.LongType, null));
    assertThat(hash(DataTypes.BinaryType, new byte[0]))
        .isNotEqualTo(hash(DataTypes.BinaryType, null));
  }

  @Test
  void aDecimalIsItsDigitsInTheScaleOfItsType() {
    for (int precision : List.of(9, 18, 38)) {
      DataType type = DataTypes.createDecimalType(precision, 2);
      long one = hash(type, Decimal.apply(new BigDecimal("1.00"), precision, 2));
      assertThat(hash(type, Decimal.apply(new BigDecimal("1.0"), precision, 1))).isEqualTo(one);
      assertThat(hash(type, Decimal.apply(new BigDecimal("1.01"), precision, 2))).isNotEqualTo(one);
      assertThat(hash(type, Decimal.apply(new BigDecimal("-1.00"), precision, 2)))
          .isNotEqualTo(one);
    }
  }

  @Test
  void zeroHasASignAndNotANumberHasNone() {
    assertThat(hash(DataTypes.DoubleType, -0.0)).isNotEqualTo(hash(DataTypes.DoubleType, 0.0));
    assertThat(hash(DataTypes.FloatType, -0.0f)).isNotEqualTo(hash(DataTypes.FloatType, 0.0f));
    assertThat(hash(DataTypes.DoubleType, Double.longBitsToDouble(0xFFF8_0000_0000_0001L)))
        .isEqualTo(hash(DataTypes.DoubleType, Double.NaN));
    assertThat(hash(DataTypes.FloatType, Float.intBitsToFloat(0xFFC0_0001)))
        .isEqualTo(hash(DataTypes.FloatType, Float.NaN));
  }

  @Test
  void nothingRunsIntoWhatIsBesideIt() {
    RowShape shape = new RowShape(TWO_TEXTS, List.of(), SEED);
    Set<Long> rows = new HashSet<>();
    String[][] all = {{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"", "abc"}, {"c", "ab"}};
    for (String[] values : all) {
      RowHash hash = hashed(shape, text(values[0]), text(values[1]));
      assertThat(rows.add(hash.high())).isTrue();
      assertThat(rows.add(hash.low())).isTrue();
    }
    DataType list = DataTypes.createArrayType(DataTypes.StringType);
    Set<Long> lists = new HashSet<>();
    Object[][] elements = {
      {},
      {null},
      {text("")},
      {null, null},
      {text("ab")},
      {text("a"), text("b")},
      {text("b"), text("a")}
    };
    for (Object[] values : elements) {
      assertThat(lists.add(hash(list, new GenericArrayData(values)))).isTrue();
    }
    DataType nested = DataTypes.createArrayType(list);
    assertThat(hash(nested, listOf(listOf(text("a")), listOf(text("b")))))
        .isNotEqualTo(hash(nested, listOf(listOf(text("a"), text("b")), listOf())))
        .isNotEqualTo(hash(nested, listOf(listOf(text("a"), text("b")))));
  }

  private static GenericArrayData listOf(Object... elements) {
    return new GenericArrayData(elements);
  }

  @Test
  void aValueHasAnotherHashInAnotherColumnAndInAnotherRow() {
    RowShape shape = new RowShape(TWO_TEXTS, List.of(0), SEED);
    RowHash one = hashed(shape, text("a"), text("x"));
    RowHash other = hashed(shape, text("b"), text("x"));
    assertThat(one.columns()[1]).isNotEqualTo(other.columns()[1]);
    RowHash same = hashed(shape, text("x"), text("x"));
    assertThat(same.columns()[0]).isNotEqualTo(same.columns()[1]);
    assertThat(hashed(new RowShape(TWO_TEXTS, List.of(0), 8), text("a"), text("x")).high())
        .isNotEqualTo(one.high());
  }

  @Test
  void sumsSeeARowThatIsThereTwiceAndNoOrder() {
    RowShape shape = new RowShape(TWO_TEXTS, List.of(), SEED);
    InternalRow one = row(text("a"), text("b"));
    InternalRow other = row(text("c"), null);
    RowSums sums =
        RowSums.of(List.of(one, other, one).iterator(), shape, Buckets.of(256), List.of());
    RowSums turned = RowSums.of(List.of(one).iterator(), shape, Buckets.of(256), List.of());
    turned.add(RowSums.of(List.of(one, other).iterator(), shape, Buckets.of(256), List.of()));
    assertThat(sums.differingBuckets(turned).isEmpty()).isTrue();
    assertThat(sums.differingColumns(turned)).isEmpty();
    RowSums doubled =
        RowSums.of(List.of(one, other, other).iterator(), shape, Buckets.of(256), List.of());
    assertThat(sums.differingBuckets(doubled).isEmpty()).isFalse();
    RowSums twiceMore =
        RowSums.of(
            List.of(one, other, one, one, one).iterator(), shape, Buckets.of(256), List.of());
    assertThat(sums.differingBuckets(twiceMore).cardinality()).isEqualTo(1);
  }
}
