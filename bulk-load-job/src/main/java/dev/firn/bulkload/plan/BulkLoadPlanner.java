package dev.firn.bulkload.plan;

import static java.util.stream.Collectors.joining;

import dev.firn.config.SourceConfig;
import dev.firn.error.CoreErrors;
import dev.firn.error.DriftException;
import dev.firn.error.UnavailableException;
import dev.firn.error.UnmappableTableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.OpenNumbers;
import dev.firn.model.ReadPoint;
import dev.firn.model.ReadSplit;
import dev.firn.model.SourcePosition;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableRoute;
import dev.firn.model.TableSchema;
import dev.firn.model.TargetLayout;
import dev.firn.schema.ContractDifferences;
import dev.firn.schema.LakeNames;
import dev.firn.schema.NumberFixer;
import dev.firn.schema.Routes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.CaptureRequest;
import dev.firn.source.NumberMeasure;
import dev.firn.source.Obstacles;
import dev.firn.source.SourceDatabase;
import dev.firn.source.SourceLook;
import dev.firn.source.SourceReader;
import dev.firn.status.EmptyTables;
import dev.firn.status.LoadStatus;
import dev.firn.status.TableStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins what the source has with what the lake holds already, in two steps: which tables are to be
 * loaded, and how, which is only true while they are held.
 */
public final class BulkLoadPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(BulkLoadPlanner.class);

  private final SourceDatabase database;
  private final LakeTables lake;
  private final BulkLoadRequest request;
  private final Map<String, TableStatus> statuses;
  private final MarkedTables marked;

  /** True of loads behind which what sends changes has gone on. */
  private final Once<Predicate<ReadPoint>> followed = new Once<>(this::findFollowed);

  /**
   * @param statuses what earlier runs have recorded, by lake table
   */
  public BulkLoadPlanner(
      SourceDatabase database,
      LakeTables lake,
      BulkLoadRequest request,
      Map<String, TableStatus> statuses,
      Clock clock) {
    this.marked = new MarkedTables(database, lake, request, clock);
    this.database = database;
    this.lake = lake;
    this.request = request;
    this.statuses = statuses;
  }

  /** What is known of all tables before the plan of each is made. */
  private record Facts(
      Map<TableId, TableSchema> present,
      Map<TableId, String> unlocked,
      Map<TableId, String> unreadable,
      Obstacles obstacles,
      Map<TableId, List<ReadSplit>> splits) {}

  /** Which of the tables are to be loaded. */
  public TableChoice choose(List<TableSchema> tables) {
    SourceNow now = lookAt(tables);
    // Also of tables that this run is not about: another one may load them into the same place.
    NameClashes clashes =
        NameClashes.among(
            Stream.concat(
                    tables.stream().map(TableSchema::id),
                    now.look().present().stream()
                        .filter(table -> !request.source().excludes(table.name())))
                .distinct()
                .map(this::route)
                .toList());
    List<TablePlan> decided = new ArrayList<>();
    List<TableSchema> toLoad = new ArrayList<>();
    tables.stream()
        .filter(this::isWanted)
        .sorted(Comparator.comparingLong(TableSchema::bytes).reversed())
        .forEach(
            table ->
                decide(table, clashes, now).ifPresentOrElse(decided::add, () -> toLoad.add(table)));
    return new TableChoice(decided, toLoad);
  }

  /**
   * What the source says before any table is held.
   *
   * @param look by what tables are sent; at none of them if that decides nothing
   * @param unfollowed which of them cannot be followed
   */
  private record SourceNow(SourceLook look, Once<Set<TableId>> unfollowed) {}

  private SourceNow lookAt(List<TableSchema> tables) {
    List<TableId> captured =
        tables.stream().map(TableSchema::id).filter(request::capturesChanges).toList();
    boolean matters = resumes() && !captured.isEmpty();
    if (matters) {
      // A standby does not know the slots of its primary, and so not what is still sent.
      database.connectorState();
    }
    return new SourceNow(
        database.look(matters ? captured : List.of()),
        new Once<>(() -> obstacles(tables).unfollowed().keySet()));
  }

  /** Of a load that only reads, nothing is published, so that nothing can go wrong with that. */
  private Obstacles obstacles(List<TableSchema> tables) {
    return request.findObstacles(database, tables);
  }

  /** True if what sends its changes has begun elsewhere than its load knew of. */
  private boolean isLeftBehind(LakeTable held) {
    return request.capturesChanges()
        && held.state().findUnfollowed().isEmpty()
        && held.state().findReadPoint().filter(load -> !followed.answer().test(load)).isPresent();
  }

  /** If nobody tells, nothing speaks against a load; its stream asks again. */
  private Predicate<ReadPoint> findFollowed() {
    if (request.source().cdc().trustsConnector()) {
      // The user's word that it is the same one.
      return load -> true;
    }
    try {
      Optional<SourcePosition> begun = database.connectorBegun();
      return load -> begun.map(load::isFollowedSince).orElse(true);
    } catch (UnavailableException e) {
      LOG.info("{}", e.getMessage());
      return load -> true;
    }
  }

  private boolean isWanted(TableSchema table) {
    TableStatus before = statuses.get(LakeNames.table(table.id().name()));
    return !request.selection().onlyFailed()
        || (before != null && before.loadStatus() == LoadStatus.FAILED);
  }

  private TableRoute route(TableId table) {
    SourceConfig source = request.source();
    return Routes.of(table, source.namespace(), source.topicPrefix());
  }

  private Optional<TablePlan> decide(TableSchema table, NameClashes clashes, SourceNow now) {
    TableRoute route = route(table.id());
    Optional<UnmappableTableException> clash = clashes.find(route);
    if (clash.isPresent()) {
      return Optional.of(new TablePlan.Refuse(route, clash.get()));
    }
    if (!TableSelection.canBeLoaded(table, request.settings().alsoLoaded())) {
      return Optional.of(
          new TablePlan.Refuse(route, CoreErrors.tableCannotBeCaptured(table.id(), table.kind())));
    }
    Optional<String> problem = LakeNames.findProblem(table.id().name());
    if (problem.isPresent()) {
      return Optional.of(refused(route, problem.get()));
    }
    if (marked.has(table.id())) {
      return Optional.empty();
    }
    if (request.mode() != LoadMode.AUTO) {
      return Optional.of(new TablePlan.Skip(route, "it has no bookmark", null));
    }
    TableStatus before = before(route);
    return resumes()
        ? lake.find(route.target())
            // What its stream lacks only a load brings back.
            .filter(found -> found.state().findGap().isEmpty())
            .filter(
                found ->
                    found.state().findUnfollowed().isEmpty()
                        || now.unfollowed().answer().contains(table.id()))
            .filter(found -> !isLeftBehind(found))
            .filter(found -> contract(found, table.id()).filter(of -> isOf(of, table)).isPresent())
            .filter(found -> !mayHaveGap(found, now.look().find(table.id())))
            .flatMap(
                found ->
                    published(
                        route,
                        found,
                        before == null ? TableStatus.pending(route.target().name()) : before))
        : Optional.empty();
  }

  private static TablePlan.Refuse refused(TableRoute route, String why) {
    return new TablePlan.Refuse(route, CoreErrors.tableIsUnmappable(route.source(), List.of(why)));
  }

  private @Nullable TableStatus before(TableRoute route) {
    return statuses.get(route.target().name());
  }

  private boolean resumes() {
    return request.settings().resume() && !request.loadsAgain();
  }

  /** Without holding any table: what would be true if nobody altered anything. */
  public BulkLoadPlan plan(TableChoice choice) {
    List<TableId> left = choice.toLoad().stream().map(TableSchema::id).toList();
    BulkLoadPlan plan = plan(choice, left, Map.of());
    List<TablePlan> tables = new ArrayList<>(plan.tables());
    tables.addAll(choice.decided());
    List<String> warnings = new ArrayList<>(plan.warnings());
    List<String> preparation = new ArrayList<>();
    if (!plan.capture().tables().isEmpty()) {
      database
          .findCaptureTrouble(plan.capture())
          .ifPresentOrElse(
              warnings::add, () -> preparation.addAll(database.planCapture(plan.capture())));
    }
    return new BulkLoadPlan(tables, warnings, plan.unfollowed(), plan.capture(), preparation);
  }

  /**
   * How the tables are loaded that are left, as they are now.
   *
   * @param unlocked why some of them are not held
   */
  public BulkLoadPlan plan(TableChoice choice, List<TableId> left, Map<TableId, String> unlocked) {
    Map<TableId, TableSchema> present = new HashMap<>();
    // Sizes are not asked for again: that would wait for whoever has locked another table.
    database.look(choice.tables()).asked().forEach(table -> present.put(table.id(), table));
    choice
        .toLoad()
        .forEach(
            before ->
                present.computeIfPresent(
                    before.id(), (id, now) -> now.ofSize(before.estimatedRows(), before.bytes())));
    List<TableSchema> known = present(present, choice.tables());
    List<TableSchema> held =
        present(present, left).stream().filter(table -> !unlocked.containsKey(table.id())).toList();
    Obstacles obstacles = obstacles(known);
    Facts facts =
        new Facts(
            present,
            unlocked,
            database.findUnreadable(present(present, left)),
            obstacles,
            split(held));
    List<TablePlan> plans = plans(left, facts);
    List<TablePlan.Load> loads =
        plans.stream()
            .filter(TablePlan.Load.class::isInstance)
            .map(TablePlan.Load.class::cast)
            .toList();
    return new BulkLoadPlan(
        plans,
        Stream.concat(
                database.findReadTrouble(effort(loads)).stream(),
                connectorTrouble(loads.stream().map(TablePlan.Load::mapping).toList()).stream())
            .toList(),
        obstacles.unfollowed(),
        capture(loads, refused(choice, plans), facts),
        List.of());
  }

  private Map<TableId, List<ReadSplit>> split(List<TableSchema> tables) {
    Map<TableId, List<ReadSplit>> splits = new HashMap<>();
    tables.stream()
        .collect(Collectors.groupingBy(table -> request.loadOf(table.id()).splits()))
        .forEach((wanted, some) -> splits.putAll(database.split(some, wanted)));
    return splits;
  }

  /** Tables that this run was to load and cannot. */
  private static Set<TableId> refused(TableChoice choice, List<TablePlan> plans) {
    return Stream.concat(choice.decided().stream(), plans.stream())
        .filter(TablePlan.Refuse.class::isInstance)
        .map(plan -> plan.route().source())
        .collect(Collectors.toSet());
  }

  private List<String> connectorTrouble(List<TableMapping> tables) {
    return request.capturesChanges() ? database.findConnectorTrouble(tables) : List.of();
  }

  private SourceReader.Effort effort(List<TablePlan.Load> loads) {
    Map<TableId, Long> bytes = new HashMap<>();
    loads.forEach(load -> bytes.put(load.route().source(), load.size().bytes()));
    return new SourceReader.Effort(
        bytes, request.settings().tablesAtOnce(), request.loadOfOthers().splits());
  }

  private List<TablePlan> plans(List<TableId> tables, Facts facts) {
    try (NumberMeasure measure = database.measure()) {
      return tables.stream().map(table -> plan(route(table), facts, measure)).toList();
    }
  }

  private static List<TableSchema> present(
      Map<TableId, TableSchema> present, List<TableId> tables) {
    return tables.stream()
        .flatMap(table -> Optional.ofNullable(present.get(table)).stream())
        .toList();
  }

  private CaptureRequest capture(List<TablePlan.Load> loads, Set<TableId> refused, Facts facts) {
    EmptyTables empty = new EmptyTables(lake, request.source().namespace());
    Map<TableId, ReadPoint> before = new HashMap<>();
    empty.read().forEach((table, found) -> before.put(table, found.at()));
    Set<TableId> loaded = new HashSet<>();
    for (TablePlan.Load load : loads) {
      TableId table = load.route().source();
      loaded.add(table);
      lake.find(load.route().target())
          .filter(held -> contract(held, table).isPresent())
          // A standby does not tell which transactions were open.
          .filter(held -> held.state().findUnfollowed().isEmpty())
          .flatMap(held -> held.state().findReadPoint())
          .ifPresent(point -> before.put(table, point));
    }
    List<TableId> followed =
        loads.stream()
            .map(load -> load.route().source())
            .filter(table -> !facts.obstacles().unfollowed().containsKey(table))
            .toList();
    return new CaptureRequest(
        followed,
        before,
        () -> {
          List<TableId> names =
              Stream.concat(
                      empty.read().keySet().stream(),
                      new LoadedTables(lake, request.source())
                          .wholeContracts().stream().map(TableMapping::source))
                  .distinct()
                  // What is refused is known to have a gap from then on.
                  .filter(table -> !loaded.contains(table) && !refused.contains(table))
                  .filter(table -> !request.source().excludes(table.name()))
                  .toList();
          List<TableSchema> others = database.look(names).asked();
          Map<TableId, String> unfollowed = obstacles(others).unfollowed();
          return others.stream()
              .map(TableSchema::id)
              .filter(table -> !unfollowed.containsKey(table))
              .toList();
        });
  }

  private TablePlan plan(TableRoute route, Facts facts, NumberMeasure measure) {
    TableId id = route.source();
    TableSchema table = facts.present().get(id);
    if (table == null) {
      return refused(route, "it was dropped or renamed since the run began");
    }
    for (Map<TableId, String> reasons :
        List.of(facts.unreadable(), facts.unlocked(), facts.obstacles().refused())) {
      String why = reasons.get(id);
      if (why != null) {
        return refused(route, why);
      }
    }
    Optional<LakeTable> held = lake.find(route.target());
    try {
      Optional<TableMapping> contract =
          request.freshStart() ? Optional.empty() : held.flatMap(found -> contract(found, id));
      TableMapping mapping = mapping(table, contract.orElse(null), measure);
      List<String> differences =
          contract.map(agreed -> ContractDifferences.between(agreed, mapping)).orElse(List.of());
      differences.forEach(
          difference -> LOG.warn("The contract of {} changes: {}", route.target(), difference));
      MarkedTables.Decision decision =
          marked.has(id) ? marked.decide(table, mapping, held, differences) : null;
      return new TablePlan.Load(
          route,
          mapping,
          layout(id, held),
          facts.splits().getOrDefault(id, List.of()),
          new TablePlan.Size(table.estimatedRows(), table.bytes()),
          held.map(LakeTable::ledgers).orElse(Map.of()),
          decision == null
              ? reason(before(route), resumes(), lacks(held, table))
                  + differences.stream().map("; the contract changes: "::concat).collect(joining())
              : decision.reason(),
          decision == null ? null : decision.read());
    } catch (UnmappableTableException | DriftException e) {
      return new TablePlan.Refuse(route, e);
    } catch (UnavailableException e) {
      if (e.isRetryable()) {
        throw e;
      }
      return new TablePlan.Refuse(route, e);
    }
  }

  /** A table that is there stays laid out as it is, unless it is started afresh. */
  private TargetLayout layout(TableId id, Optional<LakeTable> held) {
    TargetLayout configured = request.source().layoutOf(id.name());
    if (held.isEmpty() || request.freshStart()) {
      return configured;
    }
    TargetLayout present = held.get().layout();
    if (!configured.isSameAs(present)) {
      LOG.warn(
          "{} stays {} and does not become {} as it is configured; --fresh-start changes that",
          held.get().id(),
          present,
          configured);
    }
    return present;
  }

  /** What the lake table holds, if it is this source table's. */
  private static Optional<TableMapping> contract(LakeTable held, TableId table) {
    return held.state().findContract().filter(contract -> contract.source().equals(table));
  }

  private TableMapping mapping(
      TableSchema table, @Nullable TableMapping contract, NumberMeasure measure) {
    SourceConfig source = request.source();
    TableMapping mapping =
        new SchemaMapper(source.unknownTypes(), source.databaseType()).map(table);
    return source.openNumbers() == OpenNumbers.TEXT
        ? mapping
        : NumberFixer.fix(mapping, measure.of(table, NumberFixer.openColumns(mapping)), contract);
  }

  /** True unless the source shows that another table has the name now. */
  private static boolean isOf(TableMapping agreed, TableSchema table) {
    TableIdentity held = agreed.identity();
    TableIdentity now = table.identity();
    return held == null
        || now == null
        || (held.object() == now.object() && held.mayBeOnServerOf(now));
  }

  /** True if the source may not have sent all changes since the table was loaded. */
  private boolean mayHaveGap(LakeTable held, Optional<TableSchema> now) {
    TableIdentity then = held.state().findContract().map(TableMapping::identity).orElse(null);
    return then != null
        && now.map(TableSchema::identity)
            .filter(
                found ->
                    then.mayHaveGapBefore(found)
                        || (then.wasPutBackIn(found) && !database.isReplica()))
            .isPresent();
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
                        table.publishedAt(),
                        table.totalRecords(),
                        table.state().findReadPoint().orElse(null))));
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

  /** Why what the lake has cannot be gone on with. */
  private Optional<String> lacks(Optional<LakeTable> held, TableSchema table) {
    return held.flatMap(
        found -> {
          if (contract(found, table.id()).filter(of -> !isOf(of, table)).isPresent()) {
            return Optional.of(
                "the source has another table of the name than the one that was loaded");
          }
          if (mayHaveGap(found, Optional.of(table))) {
            return Optional.of(
                "the source has not sent its changes all the time since it was loaded, or was put back");
          }
          if (isLeftBehind(found)) {
            return Optional.of("its connector has begun anew since it was loaded");
          }
          return found
              .state()
              .findGap()
              .or(() -> found.state().findUnfollowed().map("it was not followed: "::concat));
        });
  }

  private static String reason(
      @Nullable TableStatus before, boolean resumes, Optional<String> lacks) {
    if (!resumes) {
      return "loaded again, as asked";
    }
    if (lacks.isPresent()) {
      return lacks.get();
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
