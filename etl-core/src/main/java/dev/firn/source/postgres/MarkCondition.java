package dev.firn.source.postgres;

import dev.firn.source.ReadSession;
import dev.firn.source.mark.MarkKind;
import dev.firn.source.mark.MarkRule;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/** The condition that rows meet that were written lately, in a form for which an index is used. */
final class MarkCondition {

  /** A row's transaction is known by 32 bits. */
  private static final long MAX_AGE = 2_000_000_000L;

  private MarkCondition() {}

  /**
   * @param seen what the reader sees
   * @return empty if rows of so long ago are not told from new ones
   */
  static Optional<String> of(ReadSession.Since since, VisibleTransactions seen) {
    if (since.column().kind() != MarkKind.TRANSACTION) {
      String name = SqlName.quoted(since.column().name());
      String recent = name + " >= " + literal(since);
      return Optional.of(
          since.column().nullable() ? "(" + recent + " OR " + name + " IS NULL)" : recent);
    }
    long oldest = Long.parseLong(since.from());
    if (seen.firstInvisible() - oldest >= MAX_AGE) {
      return Optional.empty();
    }
    // No row is from the future: one that seems to be was frozen before the numbers began anew.
    return Optional.of("age(xmin) BETWEEN 0 AND age('%d'::xid)".formatted(oldest & 0xFFFF_FFFFL));
  }

  private static String literal(ReadSession.Since since) {
    return switch (since.column().kind()) {
      case INSTANT -> SqlName.literal(since.from()) + "::timestamptz";
      case LOCAL_TIME -> SqlName.literal(local(since).toString()) + "::timestamp";
      case DATE -> SqlName.literal(local(since).toLocalDate().toString()) + "::date";
      // With a cast the index would not be used.
      default -> new BigInteger(since.from()).toString();
    };
  }

  private static LocalDateTime local(ReadSession.Since since) {
    return MarkRule.earliest(Instant.parse(since.from()), since.until(), since.zone());
  }
}
