package dev.firn.cdc.event;

import dev.firn.model.TableId;

/** An event of another table than the one that its topic was taken for. */
public final class OtherTableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient TableId table;

  public OtherTableException(TableId table) {
    super("It is an event of " + table);
    this.table = table;
  }

  public TableId table() {
    return table;
  }
}
