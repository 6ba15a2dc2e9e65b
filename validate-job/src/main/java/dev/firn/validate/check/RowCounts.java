package dev.firn.validate.check;

import dev.firn.source.ReadSession;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Do both sides have as many rows? */
public final class RowCounts implements TableCheck {

  private final SparkSession spark;
  private final ReadSession session;
  private final TableCheck contents;
  private final LaterLook later;

  /**
   * @param contents what tells whether rows are missing that the stream is not about to bring
   */
  public RowCounts(SparkSession spark, ReadSession session, TableCheck contents, LaterLook later) {
    this.spark = spark;
    this.session = session;
    this.contents = contents;
    this.later = later;
  }

  @Override
  public Findings check(CheckedTable table) {
    long lakeRows = table.lake().countPresentRows(spark);
    long sourceRows = session.countRows(table.source().id());
    Findings found = Findings.counted(sourceRows, lakeRows);
    String kept = KeptRows.reason(table);
    if (lakeRows == sourceRows) {
      return found;
    }
    if (later.looksAt(table)) {
      return contents
          .check(table)
          .withNotes(List.of("numbers of rows are not the same, so values were compared"));
    }
    return lakeRows > sourceRows && kept != null
        ? found.withNotes(
            List.of("%,d rows more in the lake, as %s".formatted(lakeRows - sourceRows, kept)))
        : found.withProblem(sentence(sourceRows, lakeRows));
  }

  static String sentence(long sourceRows, long lakeRows) {
    return lakeRows < sourceRows
        ? String.format(Locale.ROOT, "the lake lacks %,d rows", sourceRows - lakeRows)
        : String.format(Locale.ROOT, "the lake has %,d rows too many", lakeRows - sourceRows);
  }
}
