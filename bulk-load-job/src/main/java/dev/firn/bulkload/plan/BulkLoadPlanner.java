package dev.firn.bulkload.plan;

import static java.util.stream.Collectors.joining;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.config.SourceConfig;
import dev.firn.error.CoreErrors;
import dev.firn.error.UnmappableTableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.OpenNumbers;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;
import dev.firn.model.TableSchema;
import dev.firn.schema.ContractDifferences;
import dev.firn.schema.LakeNames;
import dev.firn.schema.NumberFixer;
import dev.firn.schema.Routes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.status.LoadStatus;
import dev.firn.status.TableStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins what the source has with what the lake holds already. */
public final class BulkLoadPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(BulkLoadPlanner.class);

  private final SourceDatabase database;
  private final LakeTables lake;

  public BulkLoadPlanner(SourceDatabase database, LakeTables lake) {
    this.database = database;
    this.lake = lake;
  }

  /** What is known of all tables before the plan of each is made. */
  private record Facts(
      Map<String, TableStatus> statuses,
      Map<String, List<TableId>> byLakeName,
      Map<TableId, List<ReadSplit>> splits,
      Map<TableId, String> hidden) {}

  /**
   * @param statuses what earlier runs have recorded, by lake table
   */
  public BulkLoadPlan plan(
      BulkLoadRequest request, List<TableSchema> tables, Map<String, TableStatus> statuses) {
    List<TableSchema> wanted =
        tables.stream()
            .filter(table -> isWanted(request, statuses.get(LakeNames.table(table.id().name()))))
            .sorted(Comparator.comparingLong(TableSchema::bytes).reversed())
            .toList();
    Facts facts =
        new Facts(
            statuses,
            tables.stream()
                .map(TableSchema::id)
                .collect(Collectors.groupingBy(table -> LakeNames.table(table.name()))),
            database.split(wanted, request.settings().splitsPerTable()),
            database.findHiddenRows(wanted));
    List<TablePlan> plans = wanted.stream().map(table -> plan(request, table, facts)).toList();
    List<TableMapping> loaded =
        new BulkLoadPlan(plans, List.of()).loads().stream().map(TablePlan.Load::mapping).toList();
    return new BulkLoadPlan(plans, database.findConnectorTrouble(loaded));
  }

  private static boolean isWanted(BulkLoadRequest request, @Nullable TableStatus before) {
    return !request.selection().onlyFailed()
        || (before != null && before.loadStatus() == LoadStatus.FAILED);
  }

  private TablePlan plan(BulkLoadRequest request, TableSchema table, Facts facts) {
    SourceConfig source = request.source();
    TableRoute route = Routes.of(table.id(), source.namespace(), source.topicPrefix());
    List<TableId> sameName = facts.byLakeName().getOrDefault(route.target().name(), List.of());
    if (sameName.size() > 1) {
      // Neither: which of them is in the lake must not depend on their sizes.
      return new TablePlan.Refuse(route, BulkLoadErrors.lakeNameIsTaken(table.id(), sameName));
    }
    Optional<String> problem = LakeNames.findProblem(table.id().name());
    if (problem.isPresent()) {
      return new TablePlan.Refuse(
          route, CoreErrors.tableIsUnmappable(table.id(), List.of(problem.get())));
    }
    TableStatus before = facts.statuses().get(route.target().name());
    boolean resumes = request.settings().resume() && !request.loadsAgain();
    Optional<LakeTable> held = lake.find(route.target());
    Optional<TablePlan.Skip> published =
        held.filter(found -> resumes && contract(found, table.id()).isPresent())
            .flatMap(
                found ->
                    published(
                        route,
                        found,
                        before == null ? TableStatus.pending(route.target().name()) : before));
    if (published.isPresent()) {
      return published.get();
    }
    String hidden = facts.hidden().get(table.id());
    if (hidden != null) {
      return new TablePlan.Refuse(route, CoreErrors.tableIsUnmappable(table.id(), List.of(hidden)));
    }
    try {
      Optional<TableMapping> contract =
          request.freshStart()
              ? Optional.empty()
              : held.flatMap(found -> contract(found, table.id()));
      TableMapping mapping = mapping(source, table, contract.orElse(null));
      List<String> differences =
          contract.map(agreed -> ContractDifferences.between(agreed, mapping)).orElse(List.of());
      differences.forEach(
          difference -> LOG.warn("The contract of {} changes: {}", route.target(), difference));
      return new TablePlan.Load(
          route,
          mapping,
          source.layoutOf(table.id().name()),
          facts.splits().getOrDefault(table.id(), List.of()),
          new TablePlan.Size(table.estimatedRows(), table.bytes()),
          held.map(LakeTable::ledgers).orElse(Map.of()),
          reason(before, resumes)
              + differences.stream().map("; the contract changes: "::concat).collect(joining()));
    } catch (UnmappableTableException e) {
      return new TablePlan.Refuse(route, e);
    }
  }

  /** What the lake table holds, if it is this source table's. */
  private static Optional<TableMapping> contract(LakeTable held, TableId table) {
    return held.state().findContract().filter(contract -> contract.source().equals(table));
  }

  private TableMapping mapping(
      SourceConfig source, TableSchema table, @Nullable TableMapping contract) {
    TableMapping mapping =
        new SchemaMapper(source.unknownTypes(), source.databaseType()).map(table);
    return source.openNumbers() == OpenNumbers.TEXT
        ? mapping
        : NumberFixer.fix(
            mapping, database.measure(table, NumberFixer.openColumns(mapping)), contract);
  }

  /** A table that is complete; the table itself knows it better than its status row. */
  private static Optional<TablePlan.Skip> published(
      TableRoute route, LakeTable table, TableStatus before) {
    if (before.loadStatus() == LoadStatus.COMPLETED) {
      return Optional.of(
          new TablePlan.Skip(route, "already loaded at " + before.initialLoadEnd(), null));
    }
    return table
        .state()
        .findLoadRun()
        .filter(run -> isLoadedBy(run, before) || isLoadedAfter(before, table))
        .map(
            run ->
                new TablePlan.Skip(
                    route,
                    "published by run " + run + ", which was ended",
                    before.completed(
                        table.publishedAt(), table.totalRecords(), readPosition(table))));
  }

  private static boolean isLoadedBy(String run, TableStatus before) {
    return before.loadStatus() == LoadStatus.IN_PROGRESS && run.equals(before.runId());
  }

  /**
   * True if the load that has published the table is later than the one that the row tells of: its
   * run was ended before the row was written.
   */
  private static boolean isLoadedAfter(TableStatus before, LakeTable table) {
    Instant end = before.initialLoadEnd();
    Instant told = end == null ? before.initialLoadStart() : end;
    return told == null
        || table.state().findReadPoint().filter(at -> at.takenAt().isAfter(told)).isPresent();
  }

  private static String readPosition(LakeTable table) {
    return table.state().findReadPoint().map(point -> point.position().text()).orElse("");
  }

  private static String reason(@Nullable TableStatus before, boolean resumes) {
    if (!resumes) {
      return "loaded again, as asked";
    }
    if (before == null || before.loadStatus() == LoadStatus.PENDING) {
      return "not loaded yet";
    }
    return switch (before.loadStatus()) {
      case FAILED -> "failed before: " + before.errorMessage();
      case IN_PROGRESS -> "a run was ended while it loaded; it begins anew at a new read point";
      case COMPLETED -> "its lake table is gone";
      default -> "skipped before: " + before.errorMessage();
    };
  }
}
