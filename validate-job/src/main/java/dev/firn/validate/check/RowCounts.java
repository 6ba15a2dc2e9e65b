package dev.firn.validate.check;

import dev.firn.source.ReadSession;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Do both sides have as many rows? */
public final class RowCounts implements TableCheck {

  private final SparkSession spark;
  private final ReadSession session;

  public RowCounts(SparkSession spark, ReadSession session) {
    this.spark = spark;
    this.session = session;
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
