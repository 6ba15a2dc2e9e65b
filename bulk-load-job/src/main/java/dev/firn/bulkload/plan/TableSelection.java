package dev.firn.bulkload.plan;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.error.UnavailableException;
import dev.firn.model.RelationKind;
import dev.firn.model.TableSchema;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a source's tables a run is about.
 *
 * @param like an SQL LIKE pattern on the name, or null for all
 * @param names the only tables wanted; empty for all
 * @param onlyFailed true for those that the last run could not load
 */
public record TableSelection(@Nullable String like, List<String> names, boolean onlyFailed) {

  private static final Logger LOG = LoggerFactory.getLogger(TableSelection.class);
  private static final int NAMES_SHOWN = 10;

  public static final TableSelection ALL = new TableSelection(null, List.of(), false);

  public TableSelection {
    names = List.copyOf(names);
  }

  /** True if tables that are not named are none of this run's business. */
  public boolean isPartial() {
    return like != null || !names.isEmpty() || onlyFailed;
  }

  /**
   * Of the tables that match the pattern those that are named, also if they cannot be captured.
   *
   * @param found tables, views and what else matches the pattern
   * @param also what is loaded beside tables
   * @throws UnavailableException if a name is no table's, or nothing is left
   */
  public List<TableSchema> among(List<TableSchema> found, List<RelationKind> also, String schema) {
    List<TableSchema> tables = new ArrayList<>();
    Map<RelationKind, List<String>> leftOut = new EnumMap<>(RelationKind.class);
    for (TableSchema table : found) {
      if (canBeLoaded(table, also) || names.contains(table.id().name())) {
        tables.add(table);
      } else {
        leftOut.computeIfAbsent(table.kind(), kind -> new ArrayList<>()).add(table.id().name());
      }
    }
    leftOut.forEach(TableSelection::tellLeftOut);
    return among(tables, schema);
  }

  /** True unless changes of it cannot be captured, and nobody has said that it is loaded so. */
  static boolean canBeLoaded(TableSchema table, List<RelationKind> also) {
    return table.canBeCaptured() || also.contains(table.kind());
  }

  private static void tellLeftOut(RelationKind kind, List<String> leftOut) {
    LOG.info(
        "Leaving out {} {}: {}{}; {} would load them",
        leftOut.size(),
        kind,
        String.join(", ", leftOut.subList(0, Math.min(NAMES_SHOWN, leftOut.size()))),
        leftOut.size() > NAMES_SHOWN ? ", …" : "",
        kind.setting());
  }

  private List<TableSchema> among(List<TableSchema> found, String schema) {
    TreeSet<String> unknown = new TreeSet<>(names);
    found.forEach(table -> unknown.remove(table.id().name()));
    if (!unknown.isEmpty()) {
      throw BulkLoadErrors.tablesAreUnknown(unknown, schema);
    }
    List<TableSchema> wanted =
        found.stream()
            .filter(table -> names.isEmpty() || names.contains(table.id().name()))
            .collect(Collectors.toList());
    if (wanted.isEmpty()) {
      throw BulkLoadErrors.nothingIsSelected(schema, like);
    }
    return wanted;
  }
}
