package dev.firn.health;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.Set;

/**
 * The tables of a source of which something is to be found out.
 *
 * @param all those that are to be loaded
 * @param loaded those that the lake has and whose changes it needs; none before the first load
 * @param isLakeKnown false if nobody could say which are loaded
 * @param areCaptured false if they are only read, and their changes are not to come
 * @param tablesAtOnce how many a load reads at once
 * @param splitsAtOnce with how many connections each
 */
public record ExaminedTables(
    List<TableSchema> all,
    Set<TableId> loaded,
    boolean isLakeKnown,
    boolean areCaptured,
    int tablesAtOnce,
    int splitsAtOnce) {

  public ExaminedTables {
    all = List.copyOf(all);
    loaded = Set.copyOf(loaded);
  }

  /** True if something has been loaded, so that changes must come. */
  public boolean isLoaded() {
    return !loaded.isEmpty();
  }

  /** Those that are there and loaded. */
  public List<TableSchema> present() {
    return all.stream().filter(table -> loaded.contains(table.id())).toList();
  }
}
