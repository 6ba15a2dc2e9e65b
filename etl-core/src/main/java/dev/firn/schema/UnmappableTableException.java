package dev.firn.schema;

import dev.firn.model.TableId;
import java.util.List;

/** A table that cannot be carried without loss; the run goes on with the others. */
public final class UnmappableTableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnmappableTableException(TableId table, List<String> reasons) {
    super(
        "Cannot load "
            + table
            + ": "
            + String.join("; ", reasons)
            + ". Change that at the source, or leave the table out with --table-filter.");
  }
}
