package dev.firn.source.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value that is not the source's has not its form either. */
class SentFormTest {

  private static final String SENT = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";

  private static String form(SentForm form, Object value) {
    SentBytes bytes = new SentBytes();
    InternalRow row = new GenericInternalRow(new Object[] {value});
    form.write(row, 0, bytes);
    return HexFormat.of().formatHex(Arrays.copyOf(bytes.array(), bytes.length()));
  }

  private static String uuid(String text) {
    return form(SentForm.UUID_TEXT, UTF8String.fromString(text));
  }

  @Test
  void aUuidIsItsBytes() {
    assertThat(uuid(SENT)).isEqualTo(SENT.replace("-", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
        "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
        "a0eebc999c0b4ef8bb6d6bb9bd380a11",
        "1-2-3-4-5",
        "sixteen letters.",
        "n/a",
        ""
      })
  void aTextThatTheServerNeverWritesIsNoUuid(String text) {
    assertThat(uuid(text)).hasSizeGreaterThan(2 * 16).isNotEqualTo(uuid(text + " "));
  }

  @Test
  void aNumberThatNeedsMoreIsNoSmallOne() {
    assertThat(form(SentForm.INT16, 5)).isEqualTo("0005");
    assertThat(form(SentForm.INT16, -1)).isEqualTo("ffff");
    assertThat(form(SentForm.INT16, 65_541)).isEqualTo("00010005");
    assertThat(form(SentForm.INT16, 65_535)).isEqualTo("0000ffff");
  }

  /** What fits a long is written without an object for its digits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 10, 18})
  void aNumberIsReadAsItWasWrittenHoweverManyDigitsItHas(int scale) {
    Random random = new Random(scale);
    SentForm form = SentForm.decimal(38, scale);
    for (int digits = 0; digits <= 28; digits++) {
      for (int round = 0; round < 20; round++) {
        BigInteger unscaled =
            new BigInteger(3 * digits, random)
                .multiply(BigInteger.TEN.pow(round % 3 == 0 ? digits / 4 : 0));
        BigDecimal value = new BigDecimal(round % 2 == 0 ? unscaled : unscaled.negate(), scale);
        String sent = form(form, Decimal.apply(value));
        byte[] bytes = HexFormat.of().parseHex(sent);
        assertThat(CopyNumeric.decimal(bytes, 0)).isEqualTo(value);
        assertThat(form(form, Decimal.apply(value, 38, scale))).isEqualTo(sent);
      }
    }
  }
}
