package dev.firn.source.postgres.copy;

import dev.firn.schema.ValueText;
import dev.firn.source.postgres.copy.CopyField.Refusal;
import dev.firn.source.postgres.copy.NumberFields.AnyIntField;
import dev.firn.source.postgres.copy.NumberFields.AnyLongField;

/** Columns of days and times, which PostgreSQL counts from 2000-01-01 and the lake from 1970. */
final class TimeFields {

  private static final int EPOCH_DAYS = 10_957;
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private TimeFields() {}

  static String timeOfDay(byte[] bytes, int at, int length) {
    return ValueText.timeOfDay(CopyBytes.int64(bytes, at));
  }

  static String timeInUtc(byte[] bytes, int at, int length) {
    return ValueText.timeInUtc(CopyBytes.int64(bytes, at), CopyBytes.int32(bytes, at + 8));
  }

  /** Microseconds, days and months; all at their ends for the infinities. */
  static TextFields.Writing interval(Refusal refusal) {
    return (bytes, at, length) -> {
      long micros = CopyBytes.int64(bytes, at);
      int days = CopyBytes.int32(bytes, at + 8);
      int months = CopyBytes.int32(bytes, at + 12);
      if (micros == Long.MAX_VALUE && months == Integer.MAX_VALUE) {
        throw refusal.of("infinity");
      }
      if (micros == Long.MIN_VALUE && months == Integer.MIN_VALUE) {
        throw refusal.of("-infinity");
      }
      return ValueText.interval(months, days, micros);
    };
  }

  /** Days. */
  static final class DateField extends AnyIntField {
    private final Refusal refusal;

    DateField(Refusal refusal) {
      this.refusal = refusal;
    }

    @Override
    int intAt(byte[] bytes, int at) {
      int days = CopyBytes.int32(bytes, at);
      if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
        throw refusal.of(days > 0 ? "infinity" : "-infinity");
      }
      return days + EPOCH_DAYS;
    }
  }

  /** Microseconds, of a wall clock or of an instant. */
  static final class TimestampField extends AnyLongField {
    private final Refusal refusal;
    private final long last;

    /**
     * @param last the last that the lake takes
     */
    private TimestampField(long last, Refusal refusal) {
      this.last = last;
      this.refusal = refusal;
    }

    static TimestampField instant(Refusal refusal) {
      return new TimestampField(Long.MAX_VALUE, refusal);
    }

    /** Debezium sends all later ones as the last, so the stream cannot know the last itself. */
    static TimestampField wallClock(Refusal refusal) {
      return new TimestampField(Long.MAX_VALUE - 1, refusal);
    }

    @Override
    long longAt(byte[] bytes, int at) {
      long micros = CopyBytes.int64(bytes, at);
      if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
        throw refusal.of(micros > 0 ? "infinity" : "-infinity");
      }
      long shifted = micros + EPOCH_MICROS;
      if (shifted < micros || shifted > last) {
        throw refusal.of("a time after the year 294246");
      }
      return shifted;
    }
  }
}
