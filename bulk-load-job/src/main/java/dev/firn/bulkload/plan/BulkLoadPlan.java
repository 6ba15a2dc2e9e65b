package dev.firn.bulkload.plan;

import java.util.List;

/**
 * The whole run, decided before it begins: largest table first.
 *
 * @param warnings what will keep the changes of the source from coming, for people
 */
public record BulkLoadPlan(List<TablePlan> tables, List<String> warnings) {

  public BulkLoadPlan {
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  public List<TablePlan.Load> loads() {
    return tables.stream()
        .filter(TablePlan.Load.class::isInstance)
        .map(TablePlan.Load.class::cast)
        .toList();
  }

  @Override
  public String toString() {
    long skipped = tables.stream().filter(TablePlan.Skip.class::isInstance).count();
    long refused = tables.stream().filter(TablePlan.Refuse.class::isInstance).count();
    return "%d tables to load, %d to skip, %d refused".formatted(loads().size(), skipped, refused);
  }
}
