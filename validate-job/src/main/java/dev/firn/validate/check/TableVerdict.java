package dev.firn.validate.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of one table come down to.
 *
 * @param table the name at the source
 * @param snapshotId of the lake table that was looked at; -1 if there is none
 * @param began when it was looked at; null if it was not
 */
public record TableVerdict(
    String table,
    Verdict verdict,
    Findings findings,
    long snapshotId,
    @Nullable Instant began,
    Duration took) {

  private static final long NO_SNAPSHOT = -1;

  /** What it comes down to. */
  public enum Verdict {
    EQUAL,
    DIFFERS,
    /** Only the source has the table. */
    MISSING,
    /** Only the lake has the table. */
    SURPLUS,
    NOT_CHECKED;

    public String printed() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** True if source and lake are not the same. */
    public boolean isMismatch() {
      return this == DIFFERS || this == MISSING || this == SURPLUS;
    }
  }

  /** Of a table that both sides have. */
  public static TableVerdict of(String table, Findings findings, long snapshotId) {
    Verdict verdict =
        findings.problems().isEmpty()
            ? findings.unchecked().isEmpty() ? Verdict.EQUAL : Verdict.NOT_CHECKED
            : Verdict.DIFFERS;
    return new TableVerdict(table, verdict, findings, snapshotId, null, Duration.ZERO);
  }

  /** Of a table without rows, for which the lake has none. */
  public static TableVerdict empty(String table) {
    return new TableVerdict(
        table, Verdict.EQUAL, Findings.counted(0, 0), NO_SNAPSHOT, null, Duration.ZERO);
  }

  public static TableVerdict missing(String table, long sourceRows) {
    return new TableVerdict(
        table,
        Verdict.MISSING,
        Findings.counted(sourceRows, -1).withProblem("the lake does not have it"),
        NO_SNAPSHOT,
        null,
        Duration.ZERO);
  }

  public static TableVerdict surplus(String table, long lakeRows, long snapshotId) {
    return new TableVerdict(
        table,
        Verdict.SURPLUS,
        Findings.counted(-1, lakeRows).withProblem("the source does not have it any more"),
        snapshotId,
        null,
        Duration.ZERO);
  }

  public static TableVerdict notChecked(String table, String reason) {
    return new TableVerdict(
        table, Verdict.NOT_CHECKED, Findings.unchecked(reason), NO_SNAPSHOT, null, Duration.ZERO);
  }

  /** The same table with all that was found of its rows. */
  public TableVerdict with(Findings all) {
    return verdict == Verdict.MISSING ? this : of(table, all, snapshotId);
  }

  /** Of a table that was looked at in that time. */
  public TableVerdict between(Instant start, Instant end) {
    return new TableVerdict(
        table, verdict, findings, snapshotId, start, Duration.between(start, end));
  }

  public TableVerdict noting(String note) {
    return new TableVerdict(
        table, verdict, findings.withNotes(List.of(note)), snapshotId, began, took);
  }

  /** True if there is no row on either side, and nothing is wrong with that. */
  public boolean isEmpty() {
    return verdict == Verdict.EQUAL && findings.sourceRows() == 0 && findings.lakeRows() <= 0;
  }

  /** All that is to be told in words. */
  public List<String> remarks() {
    return findings.all();
  }
}
