package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.SentText;
import dev.firn.cdc.testing.Places;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeCodecTest {

  private static final EventPlace PLACE = Places.at(3, 12, 34, 56, 78, 90);
  private static final RowKey KEY = new RowKey(new Object[] {7L, "seven"});

  private static Change roundTrip(Change change) {
    Output out = new Output(16, -1);
    ChangeCodec.write(out, change);
    Input in = new Input(out.toBytes());
    Change read = ChangeCodec.read(in);
    assertThat(in.eof()).as("nothing is left over").isTrue();
    return read;
  }

  private static @Nullable Object[] roundTrip(@Nullable Object... image) {
    Change read = roundTrip(new Change(PLACE, ChangeOperation.UPDATE, KEY, null, image));
    return Objects.requireNonNull(read.image());
  }

  static List<Object> values() {
    return List.of(
        Unavailable.VALUE,
        true,
        false,
        0,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Float.MIN_VALUE,
        -Float.MAX_VALUE,
        Float.NaN,
        Float.NEGATIVE_INFINITY,
        -0.0f,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        -0.0,
        BigDecimal.ZERO,
        new BigDecimal("0.00"),
        new BigDecimal("1.50"),
        new BigDecimal("-99999999999999999999999999999999999999"),
        new BigDecimal("0.00000000000000000000000000000000000001"),
        new BigDecimal("1E+5"),
        "",
        "İstanbul \u0000 \uD83D\uDE00",
        "x".repeat(100_000),
        LocalDate.ofEpochDay(0),
        LocalDate.of(-4712, 1, 1),
        LocalDate.of(5_874_897, 12, 31),
        LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
        LocalDateTime.of(-4712, 1, 1, 0, 0),
        LocalDateTime.of(294_276, 12, 31, 23, 59, 59, 999_999_000),
        Instant.EPOCH,
        Instant.parse("-4712-01-01T00:00:00.000001Z"),
        Instant.parse("+294276-12-31T23:59:59.999999Z"),
        List.of(1, "a"),
        RowFactory.create(1.5, "a", List.of(2), RowFactory.create(3)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void bringsEveryValueBackAsItWas(Object value) {
    assertThat(roundTrip(value)).containsExactly(value);
  }

  @Test
  void bringsNullsBackInTheirPlaces() {
    assertThat(roundTrip(null, 1, null, "a", null)).containsExactly(null, 1, null, "a", null);
  }

  @Test
  void bringsBytesBack() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(roundTrip(all, new byte[0])).containsExactly(all, new byte[0]);
  }

  @ParameterizedTest
  @EnumSource(ChangeOperation.class)
  void bringsEveryOperationBack(ChangeOperation operation) {
    Change read = roundTrip(new Change(PLACE, operation, KEY, null, null));
    assertThat(read).isEqualTo(new Change(PLACE, operation, KEY, null, null));
  }

  @Test
  void bringsPlaceAndKeysBack() {
    EventPlace place =
        Places.at(Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE, 0xFFFF_FFFFL, -1);
    RowKey oldKey = new RowKey(new Object[] {new byte[] {1, 2}, new BigDecimal("1.50")});
    Change read =
        roundTrip(new Change(place, ChangeOperation.CREATE, KEY, oldKey, new Object[] {1}));
    assertThat(read.place()).isEqualTo(place);
    assertThat(read.key()).isEqualTo(KEY);
    assertThat(read.oldKey()).isEqualTo(oldKey);
    assertThat(read.image()).containsExactly(1);
  }

  @Test
  void bringsBackWhatWasSent() {
    Change change = new Change(PLACE, ChangeOperation.DELETE, KEY, null, null);
    for (SentText sent :
        List.of(new SentText("{}", null), new SentText(null, "{}"), new SentText("{}", "[]"))) {
      assertThat(roundTrip(change.withSent(sent)).sent()).isEqualTo(sent);
    }
  }

  @Test
  void tellsNoImageFromAnEmptyOne() {
    Change without = new Change(PLACE, ChangeOperation.TRUNCATE, null, null, null);
    assertThat(roundTrip(without)).isEqualTo(without);
    assertThat(roundTrip()).isEmpty();
  }

  @Test
  void refusesAValueThatItHasNoCodeFor() {
    assertThatThrownBy(() -> roundTrip(new StringBuilder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No code for a class java.lang.StringBuilder");
  }
}
