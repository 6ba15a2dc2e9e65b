package dev.firn.bulkload;

import dev.firn.error.UnavailableException;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of a source's tables a run is about.
 *
 * @param like an SQL LIKE pattern on the name, or null for all
 * @param names the only tables wanted; empty for all
 * @param onlyFailed true for those that the last run could not load
 */
record TableSelection(@Nullable String like, List<String> names, boolean onlyFailed) {

  static final TableSelection ALL = new TableSelection(null, List.of(), false);

  TableSelection {
    names = List.copyOf(names);
  }

  /** True if tables that are not named are none of this run's business. */
  boolean isPartial() {
    return like != null || !names.isEmpty() || onlyFailed;
  }

  /**
   * Of the tables that match the pattern those that are named.
   *
   * @throws UnavailableException if a name is no table's, or nothing is left
   */
  List<TableSchema> among(List<TableSchema> found, String schema) {
    TreeSet<String> unknown = new TreeSet<>(names);
    found.forEach(table -> unknown.remove(table.id().name()));
    if (!unknown.isEmpty()) {
      throw UnavailableException.permanent(
          "Cannot load table "
              + String.join(", table ", unknown)
              + ": schema \""
              + schema
              + "\" has no such table, or the pattern of --table-filter leaves it out. Names are"
              + " compared as the catalog spells them.",
          null);
    }
    List<TableSchema> wanted =
        found.stream()
            .filter(table -> names.isEmpty() || names.contains(table.id().name()))
            .collect(Collectors.toList());
    if (wanted.isEmpty()) {
      throw UnavailableException.permanent(
          "Cannot load anything from schema \""
              + schema
              + "\": it has no table"
              + (like == null
                  ? " that the user can see. Check schema in database_connection."
                  : " whose name is like \""
                      + like
                      + "\". Table names are compared as the catalog spells them."),
          null);
    }
    return wanted;
  }
}
