package dev.firn.source.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.source.mark.Mark.Seen;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MarkRuleTest {

  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private static OpenWork open(Instant since, @Nullable String unknown) {
    return new OpenWork(NOON, since, unknown, "");
  }

  @Test
  void timesBeginWhereTheOldestTransactionHasBegun() {
    Instant eleven = NOON.minusSeconds(3600);
    assertThat(MarkRule.time(open(eleven, null), null, null))
        .isEqualTo(eleven.minus(MarkRule.SETTLING));
    assertThat(MarkRule.time(open(NOON, null), Duration.ofMinutes(10), null))
        .isEqualTo(NOON.minusSeconds(600).minus(MarkRule.SETTLING));
  }

  @Test
  void timesStayWhereTheyWereIfTransactionsAreNotShown() {
    Instant before = NOON.minusSeconds(7200);
    assertThat(MarkRule.time(open(NOON, "hidden"), null, before)).isEqualTo(before);
    assertThat(MarkRule.time(open(NOON, "hidden"), null, null)).isNull();
    assertThat(MarkRule.time(open(NOON, "hidden"), Duration.ofHours(1), before))
        .isEqualTo(NOON.minusSeconds(3600).minus(MarkRule.SETTLING));
  }

  @Test
  void numbersBeginAtThoseThatWereSeenBeforeTheOldestTransactionBegan() {
    List<Seen> seen = List.of(seen(40, 100), seen(20, 200), seen(1, 300));
    assertThat(number(minutes(30), seen, null, 7L)).isEqualTo(100);
    assertThat(number(minutes(20), seen, null, 7L)).isEqualTo(100);
    assertThat(number(minutes(19), seen, null, 7L)).isEqualTo(200);
    assertThat(number(NOON, seen, null, 7L)).isEqualTo(300);
    assertThat(number(NOON, seen, 50L, 7L)).isEqualTo(250);
    assertThat(number(minutes(50), seen, null, 7L)).isEqualTo(7);
    assertThat(number(minutes(50), seen, null, null)).isNull();
  }

  @Test
  void numbersStayWhereTheyWereIfTransactionsAreNotShown() {
    List<Seen> seen = List.of(seen(40, 100), seen(20, 200));
    OpenWork hidden = open(NOON, "hidden");
    assertThat(MarkRule.number(hidden, seen, null, BigInteger.TEN)).isEqualTo(BigInteger.TEN);
    assertThat(MarkRule.number(hidden, seen, 50L, null)).isEqualTo(BigInteger.valueOf(150));
    assertThat(MarkRule.number(open(NOON, null), List.of(), 50L, null)).isNull();
  }

  private static Instant minutes(int ago) {
    return NOON.minusSeconds(60L * ago);
  }

  private static Seen seen(int minutesAgo, long value) {
    return new Seen(minutes(minutesAgo), BigInteger.valueOf(value));
  }

  private static @Nullable Long number(
      Instant since, List<Seen> seen, @Nullable Long lag, @Nullable Long before) {
    BigInteger found =
        MarkRule.number(
            open(since, null), seen, lag, before == null ? null : BigInteger.valueOf(before));
    return found == null ? null : found.longValueExact();
  }

  /** In the night in which clocks are put back an hour is there twice. */
  @Test
  void clocksThatArePutBackShowNothingEarlier() {
    ZoneId vienna = ZoneId.of("Europe/Vienna");
    Instant before = Instant.parse("2026-10-25T00:30:00Z");
    LocalDateTime halfPastTwo = LocalDateTime.of(2026, 10, 25, 2, 30);
    assertThat(MarkRule.earliest(before, before.plusSeconds(600), vienna)).isEqualTo(halfPastTwo);
    assertThat(MarkRule.earliest(before, before.plusSeconds(3600), vienna))
        .isEqualTo(LocalDateTime.of(2026, 10, 25, 2, 0));
    assertThat(MarkRule.earliest(before, before.plusSeconds(86_400), ZoneOffset.UTC))
        .isEqualTo(LocalDateTime.of(2026, 10, 25, 0, 30));
  }

  @Test
  void isReadAsItWasWritten() {
    Mark mark =
        new Mark(
            "version",
            MarkKind.NUMBER,
            "12",
            List.of(seen(1, 12)),
            NOON,
            minutes(5),
            minutes(9),
            77,
            "run");
    assertThat(Mark.fromJson(mark.toJson())).isEqualTo(mark);
    Mark unknown = new Mark("x", MarkKind.INSTANT, null, List.of(), NOON, NOON, NOON, -1, "run");
    assertThat(Mark.fromJson(unknown.toJson())).isEqualTo(unknown);
    assertThatThrownBy(() -> Mark.fromJson("{}")).hasMessageContaining("as a bookmark");
  }
}
