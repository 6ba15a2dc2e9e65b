package dev.firn.bulkload;

import dev.firn.config.SourceConfig;
import dev.firn.extract.PostgresDialect;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableRoute;
import dev.firn.model.TableSchema;
import dev.firn.schema.Routes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.UnmappableTableException;
import dev.firn.status.LoadStatus;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Joins what the source has with what the lake holds already. */
final class BulkLoadPlanner {

  private final PostgresDialect dialect;
  private final SchemaMapper mapper = new SchemaMapper();
  private final LakeTables lake;
  private final StatusTracker status;

  BulkLoadPlanner(PostgresDialect dialect, LakeTables lake, StatusTracker status) {
    this.dialect = dialect;
    this.lake = lake;
    this.status = status;
  }

  BulkLoadPlan plan(BulkLoadRequest request, List<TableSchema> tables) {
    boolean resumes = request.settings().resume() && !request.loadsAgain();
    Map<String, TableStatus> known = resumes ? status.statuses() : Map.of();
    List<TablePlan> plans = new ArrayList<>();
    tables.stream()
        .sorted(Comparator.comparingLong(TableSchema::bytes).reversed())
        .forEach(table -> plans.add(plan(request, table, known)));
    return new BulkLoadPlan(plans);
  }

  private TablePlan plan(
      BulkLoadRequest request, TableSchema table, Map<String, TableStatus> known) {
    SourceConfig source = request.source();
    TableRoute route =
        Routes.of(table.id(), source.catalog(), source.namespace(), source.topicPrefix());
    TableStatus before = known.get(route.target().name());
    if (before != null
        && before.loadStatus() == LoadStatus.COMPLETED
        && lake.find(route.target()).isPresent()) {
      return new TablePlan.Skip(route, "already loaded at " + before.initialLoadEnd());
    }
    try {
      return new TablePlan.Load(
          route,
          mapper.map(table),
          dialect.split(table, request.settings().splitsPerTable()),
          table.bytes());
    } catch (UnmappableTableException e) {
      return new TablePlan.Refuse(route, e);
    }
  }
}
