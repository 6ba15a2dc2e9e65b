package dev.firn.source.oracle.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A table as ALL_TABLES has it.
 *
 * @param cluster in which its rows are stored among those of others; empty if in none
 * @param indexOrganized IOT, or what of one it is; empty if it is neither
 * @param indexOrganizedBy the table of which it is a part; empty if of none
 * @param logged false if what is written into it directly does not reach the redo log; null if its
 *     partitions say that
 */
record DictionaryTable(
    String name,
    String cluster,
    String indexOrganized,
    String indexOrganizedBy,
    boolean temporary,
    boolean owned,
    boolean nested,
    boolean partitioned,
    @Nullable Boolean logged,
    long rows,
    long blocks) {

  static DictionaryTable of(ResultSet row) throws SQLException {
    String logging = row.getString("LOGGING");
    return new DictionaryTable(
        row.getString("TABLE_NAME"),
        Dictionary.text(row, "CLUSTER_NAME"),
        Dictionary.text(row, "IOT_TYPE"),
        Dictionary.text(row, "IOT_NAME"),
        Dictionary.isYes(row, "TEMPORARY"),
        Dictionary.isYes(row, "SECONDARY"),
        Dictionary.isYes(row, "NESTED"),
        Dictionary.isYes(row, "PARTITIONED"),
        logging == null ? null : logging.equals("YES"),
        Math.max(0, row.getLong("NUM_ROWS")),
        Math.max(0, row.getLong("BLOCKS")));
  }

  /** False if the whole says so; of partitions they do. */
  boolean isLogged() {
    return !Boolean.FALSE.equals(logged);
  }

  boolean isIndexOrganized() {
    return indexOrganized.equals("IOT");
  }

  /** True if its rows are ordinary ones with places of their own. */
  boolean isHeap() {
    return indexOrganized.isEmpty() && cluster.isEmpty();
  }
}
