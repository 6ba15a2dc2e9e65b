package dev.firn.source;

import dev.firn.model.TableId;
import java.util.List;

/**
 * Tables whose changes are sent.
 *
 * @param tables of those that were asked about
 * @param takesNewTables true if a table that is created joins by itself
 */
public record PublishedTables(List<TableId> tables, boolean takesNewTables) {

  public PublishedTables {
    tables = List.copyOf(tables);
  }
}
