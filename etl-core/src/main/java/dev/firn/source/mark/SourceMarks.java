package dev.firn.source.mark;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a database tells of columns by which rows are found that were written lately. */
public interface SourceMarks {

  /** A column that may be a bookmark, or why it cannot be one, as what is said of the table. */
  record Found(@Nullable MarkColumn column, String refusal) {

    public static Found of(MarkColumn column) {
      return new Found(column, "");
    }

    public static Found refused(String why) {
      return new Found(null, why);
    }
  }

  Found find(TableSchema table, String column);

  /** Which transactions are open now. */
  OpenWork openWork();

  /**
   * The greatest number in a column that was committed by an instant of the database's clock.
   *
   * @param value null if there is none
   */
  record Highest(@Nullable BigInteger value, Instant by) {}

  Highest highest(TableId table, String column);
}
