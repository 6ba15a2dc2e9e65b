package dev.firn.bulkload.plan;

import static java.util.stream.Collectors.joining;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.OpenNumbers;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;
import dev.firn.model.TableSchema;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ContractDifferences;
import dev.firn.schema.LakeNames;
import dev.firn.schema.NumberFixer;
import dev.firn.schema.Routes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnmappableTableException;
import dev.firn.source.postgres.PostgresDialect;
import dev.firn.status.LoadStatus;
import dev.firn.status.TableStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins what the source has with what the lake holds already. */
public final class BulkLoadPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(BulkLoadPlanner.class);

  private final PostgresDialect dialect;
  private final LakeTables lake;

  public BulkLoadPlanner(PostgresDialect dialect, LakeTables lake) {
    this.dialect = dialect;
    this.lake = lake;
  }

  /** What is known of all tables before the plan of each is made. */
  private record Facts(
      Map<String, TableStatus> statuses,
      Map<String, List<TableId>> byLakeName,
      Map<TableId, List<ReadSplit>> splits) {}

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
            dialect.split(wanted, request.settings().splitsPerTable()));
    List<TablePlan> plans = wanted.stream().map(table -> plan(request, table, facts)).toList();
    List<String> warnings = new ArrayList<>(dialect.findConnectorObstacles());
    BulkLoadPlan plan = new BulkLoadPlan(plans, warnings);
    for (TablePlan.Load load : plan.loads()) {
      warnings.addAll(readAsAWhole(load.mapping()));
      warnings.addAll(arraysThatStopTheConnector(load.mapping()));
      warnings.addAll(nameThatStopsTheConnector(load.mapping().source()));
    }
    return new BulkLoadPlan(plans, warnings);
  }

  private List<String> arraysThatStopTheConnector(TableMapping mapping) {
    if (mapping.columns().stream().noneMatch(column -> column.type().isArray())) {
      return List.of();
    }
    List<String> columns = dialect.findArraysThatStopTheConnector(mapping.source());
    return columns.isEmpty()
        ? List.of()
        : List.of(
            "The connector would stop at an update of "
                + mapping.source()
                + " that leaves a large value in "
                + String.join(", ", columns)
                + " as it is, because Debezium 3.6 sends a text for the list. ALTER TABLE "
                + mapping.source()
                + " REPLICA IDENTITY FULL avoids that.");
  }

  /** Such a name looks to Debezium as if it were quoted already, and it cannot read it again. */
  static List<String> nameThatStopsTheConnector(TableId table) {
    boolean looksQuoted =
        Stream.of(table.schema(), table.name())
            .anyMatch(name -> name.startsWith("\"") || name.endsWith("\""));
    return looksQuoted
        ? List.of(
            "The connector would stop at the first change of "
                + table
                + ", because Debezium 3.6 cannot read a name that begins or ends with a quotation"
                + " mark. Rename it, or load and publish the others only.")
        : List.of();
  }

  /** What Debezium sends as another value, the stream asks the source about: by key, if it can. */
  private List<String> readAsAWhole(TableMapping mapping) {
    if (mapping.canNameRows()) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    for (ColumnMapping column : mapping.columns()) {
      for (AmbiguousEncoding what : column.columnType().ambiguities()) {
        String form = what.frequentForm();
        if (form != null && dialect.mayHold(what, mapping.source(), column.column())) {
          warnings.add(readAsAWhole(mapping, column, form, what.remedy(column.column())));
        }
      }
    }
    return warnings;
  }

  private static String readAsAWhole(
      TableMapping mapping, ColumnMapping column, String value, String remedy) {
    return "The stream will read all rows of "
        + mapping.source()
        + " at the source for every batch of changes in which column "
        + column.column()
        + " holds "
        + value
        + ", because Debezium may send another value so, and the table has no key by which to ask"
        + " for single rows. "
        + remedy
        + " avoids that.";
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
      return new TablePlan.Refuse(
          route,
          new UnmappableTableException(
              table.id(), List.of("its lake name is that of several tables: " + sameName)));
    }
    Optional<String> problem = LakeNames.findProblem(table.id().name());
    if (problem.isPresent()) {
      return new TablePlan.Refuse(
          route, new UnmappableTableException(table.id(), List.of(problem.get())));
    }
    TableStatus before = facts.statuses().get(route.target().name());
    boolean resumes = request.settings().resume() && !request.loadsAgain();
    Optional<LakeTable> held = lake.find(route.target());
    Optional<TablePlan.Skip> published =
        resumes && before != null ? published(route, held, before) : Optional.empty();
    if (published.isPresent()) {
      return published.get();
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
    TableMapping mapping = new SchemaMapper(source.unknownTypes()).map(table);
    return source.openNumbers() == OpenNumbers.TEXT
        ? mapping
        : NumberFixer.fix(
            mapping, dialect.measure(table, NumberFixer.openColumns(mapping)), contract);
  }

  /** A table that is complete; the table itself knows it better than its status row. */
  private static Optional<TablePlan.Skip> published(
      TableRoute route, Optional<LakeTable> table, TableStatus before) {
    if (before.loadStatus() == LoadStatus.COMPLETED) {
      return table.map(
          found -> new TablePlan.Skip(route, "already loaded at " + before.initialLoadEnd(), null));
    }
    return table
        .filter(found -> before.loadStatus() == LoadStatus.IN_PROGRESS)
        .filter(found -> isPublishedBy(found, before.runId()))
        .map(
            found ->
                new TablePlan.Skip(
                    route,
                    "published by run " + before.runId() + ", which was ended",
                    before.completed(
                        found.publishedAt(), found.totalRecords(), readPosition(found))));
  }

  private static String readPosition(LakeTable table) {
    return table.state().findReadPoint().map(point -> point.position().text()).orElse("");
  }

  private static boolean isPublishedBy(LakeTable table, @Nullable String run) {
    return table.state().findLoadRun().filter(found -> found.equals(run)).isPresent();
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
