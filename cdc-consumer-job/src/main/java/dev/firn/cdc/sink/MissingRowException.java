package dev.firn.cdc.sink;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.ReloadCommand;
import dev.firn.cdc.event.RowKey;
import java.util.List;

/**
 * An update refers to values of rows that the lake does not hold, so source and lake have parted.
 */
public final class MissingRowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MissingRowException(CapturedTable table, List<RowKey> keys) {
    super(
        "Cannot apply changes to "
            + table.id()
            + ": "
            + keys.size()
            + " updates keep large values of rows that the table does not hold, first of key "
            + keys.get(0)
            + ". Reload the table with "
            + ReloadCommand.of(table)
            + ".");
  }
}
