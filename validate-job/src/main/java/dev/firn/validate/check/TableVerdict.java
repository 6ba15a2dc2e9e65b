package dev.firn.validate.check;

import java.util.List;
import java.util.Locale;

/**
 * What was found out about one table.
 *
 * @param table the name at the source
 * @param sourceRows -1 if they were not counted
 * @param lakeRows -1 if they were not counted
 * @param differences all zero if rows were not compared
 * @param note why it was not checked, or what cannot be told from it; empty if there is nothing
 */
public record TableVerdict(
    String table,
    Verdict verdict,
    long sourceRows,
    long lakeRows,
    RowDifferences differences,
    String note) {

  /** What it comes down to. */
  public enum Verdict {
    EQUAL,
    DIFFERS,
    MISSING,
    NOT_CHECKED;

    public String printed() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Rows by how they differ.
   *
   * @param keys some of the keys, for a look
   */
  public record RowDifferences(
      long missingInLake, long extraInLake, long changed, List<String> keys) {

    static final RowDifferences NONE = new RowDifferences(0, 0, 0, List.of());

    public long total() {
      return missingInLake + extraInLake + changed;
    }
  }

  public static TableVerdict counted(String table, long sourceRows, long lakeRows) {
    return new TableVerdict(
        table,
        sourceRows == lakeRows ? Verdict.EQUAL : Verdict.DIFFERS,
        sourceRows,
        lakeRows,
        RowDifferences.NONE,
        "");
  }

  static TableVerdict compared(
      String table, long sourceRows, long lakeRows, RowDifferences differences) {
    boolean equal = sourceRows == lakeRows && differences.total() == 0;
    return new TableVerdict(
        table, equal ? Verdict.EQUAL : Verdict.DIFFERS, sourceRows, lakeRows, differences, "");
  }

  public static TableVerdict missing(String table, long sourceRows) {
    return new TableVerdict(table, Verdict.MISSING, sourceRows, -1, RowDifferences.NONE, "");
  }

  public static TableVerdict notChecked(String table, String reason) {
    return new TableVerdict(table, Verdict.NOT_CHECKED, -1, -1, RowDifferences.NONE, reason);
  }

  public boolean isEmpty() {
    return sourceRows == 0 && lakeRows <= 0;
  }
}
