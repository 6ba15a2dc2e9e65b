package dev.firn.source.mark;

import dev.firn.source.mark.Mark.Seen;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the next read of a table has to begin, so that no row is missed that is committed later
 * with an earlier value.
 *
 * <p>A value that a transaction takes from the server's clock, be it of its own beginning, is not
 * before that beginning. So what a read cannot see has a value from when the oldest transaction
 * began that was open then. A number that it takes from a sequence is greater than all that were
 * seen before it began. Where the database does not show all transactions, they are believed to be
 * no older than the lag; without one the next read begins where this one did, because what was open
 * then had begun behind that.
 */
public final class MarkRule {

  /** A transaction is shown a moment after it has begun. */
  public static final Duration SETTLING = Duration.ofSeconds(2);

  /** Older ones are of no use: a transaction would have to be open for as many runs. */
  private static final int MAX_SEEN = 50;

  private MarkRule() {}

  /**
   * Of a column of times: the instant at which the next read begins.
   *
   * @param before where this one began; null if it has read everything, or nobody knew
   */
  public static @Nullable Instant time(
      OpenWork open, @Nullable Duration lag, @Nullable Instant before) {
    if (open.unknown() != null && lag == null) {
      return before;
    }
    Instant safe = open.since().minus(SETTLING);
    return lag == null ? safe : safe.minus(lag);
  }

  /** The numbers that were seen up to now. */
  public static List<Seen> seen(List<Seen> before, @Nullable BigInteger highest, Instant by) {
    List<Seen> all = new ArrayList<>(before);
    if (highest != null) {
      all.add(new Seen(by, highest));
    }
    return all.subList(Math.max(0, all.size() - MAX_SEEN), all.size());
  }

  /**
   * Of a column of numbers: the one at which the next read begins.
   *
   * @param seen up to now, newest last
   * @param lag null if none is configured
   * @param before where this read began; null if it has read everything, or nobody knew
   */
  public static @Nullable BigInteger number(
      OpenWork open, List<Seen> seen, @Nullable Long lag, @Nullable BigInteger before) {
    if (seen.isEmpty()) {
      return before;
    }
    if (open.unknown() != null) {
      return lag == null
          ? before
          : seen.get(seen.size() - 1).value().subtract(BigInteger.valueOf(lag));
    }
    Instant safe = open.since().minus(SETTLING);
    for (int i = seen.size() - 1; i >= 0; i--) {
      if (!seen.get(i).by().isAfter(safe)) {
        return seen.get(i).value().subtract(BigInteger.valueOf(lag == null ? 0 : lag));
      }
    }
    return before;
  }

  /**
   * The earliest time that clocks of a zone show at an instant or until another one: they are put
   * back once a year.
   */
  public static LocalDateTime earliest(Instant from, Instant until, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    LocalDateTime earliest = LocalDateTime.ofInstant(from, zone);
    ZoneOffsetTransition next = rules.nextTransition(from);
    while (next != null && !next.getInstant().isAfter(until)) {
      if (next.getDateTimeAfter().isBefore(earliest)) {
        earliest = next.getDateTimeAfter();
      }
      next = rules.nextTransition(next.getInstant());
    }
    return earliest;
  }
}
