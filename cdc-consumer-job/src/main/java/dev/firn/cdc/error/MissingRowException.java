package dev.firn.cdc.error;

import dev.firn.error.ErrorCode;
import dev.firn.row.RowKey;
import java.util.List;

/**
 * An update refers to values of rows that the lake does not hold: source and lake have parted, or
 * earlier events of the rows are dead letters.
 */
public final class MissingRowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RowKey> rows;

  MissingRowException(ErrorCode code, String message, List<RowKey> rows) {
    super(code.before(message));
    this.rows = List.copyOf(rows);
  }

  /** The keys of those rows; without a key, all of their values. */
  public List<RowKey> rows() {
    return rows;
  }
}
