package dev.firn.lake.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowChecksumTest {

  private static final StructType TYPE =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("text", DataTypes.StringType)
          .add("amount", DataTypes.createDecimalType(38, 4));

  private static InternalRow row(int id, @Nullable String text, @Nullable String amount) {
    return new GenericInternalRow(
        new Object[] {
          id,
          text == null ? null : UTF8String.fromString(text),
          amount == null ? null : Decimal.apply(new BigDecimal(amount), 38, 4)
        });
  }

  private static RowChecksum of(InternalRow... rows) {
    RowChecksum checksum = new RowChecksum(TYPE);
    List.of(rows).forEach(checksum::add);
    return checksum;
  }

  @Test
  void doesNotDependOnTheOrder() {
    InternalRow a = row(1, "a", "1.5000");
    InternalRow b = row(2, null, null);
    assertThat(of(a, b).isEqualTo(of(b, a))).isTrue();
  }

  @Test
  void seesEveryValueAndEveryNull() {
    RowChecksum checksum = of(row(1, "a", "1.5000"));
    assertThat(checksum.isEqualTo(of(row(2, "a", "1.5000")))).isFalse();
    assertThat(checksum.isEqualTo(of(row(1, "b", "1.5000")))).isFalse();
    assertThat(checksum.isEqualTo(of(row(1, "a", "1.5001")))).isFalse();
    assertThat(checksum.isEqualTo(of(row(1, null, "1.5000")))).isFalse();
    assertThat(of(row(1, "", null)).isEqualTo(of(row(1, null, null)))).isFalse();
  }

  @Test
  void seesARowThatIsMissingOrDoubled() {
    InternalRow a = row(1, "a", null);
    assertThat(of(a, a).isEqualTo(of(a))).isFalse();
    assertThat(of().isEqualTo(of(a))).isFalse();
  }
}
