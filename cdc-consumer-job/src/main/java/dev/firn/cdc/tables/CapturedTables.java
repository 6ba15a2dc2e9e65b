package dev.firn.cdc.tables;

import dev.firn.cdc.error.ReloadCommand;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.EventOrigin;
import dev.firn.cdc.event.FieldRules;
import dev.firn.cdc.event.SentText;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.config.ChangePolicy;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.config.SourceConfig;
import dev.firn.config.shape.Shape;
import dev.firn.error.ConfigException;
import dev.firn.error.UnavailableException;
import dev.firn.error.UnmappableTableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;
import dev.firn.model.TableSchema;
import dev.firn.schema.Routes;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of a source to which changes are applied; a table that is new at the source joins. */
public final class CapturedTables {

  private static final Logger LOG = LoggerFactory.getLogger(CapturedTables.class);

  private static final String UNPROVEN =
      "its load did not know whether a connector had begun before";

  private final SourceConfig source;
  private final LakeTables lake;
  private final SourceDatabase database;
  private final Sinks sinks;
  private final Map<TableId, CapturedTable> tables = new ConcurrentHashMap<>();
  private final Map<CapturedTable, String> gaps = new HashMap<>();

  /** Where the tables were loaded, as far as this run knows. */
  private final Map<TableId, ReadPoint> readPoints = new ConcurrentHashMap<>();

  private final Map<TableId, String> reasons = new ConcurrentHashMap<>();

  /** Tables whose changes were passed over in this run. */
  private final Set<TableId> refused = new HashSet<>();

  /** Tables of the source that were asked about; a table is new only once. */
  private final Set<TableId> looked = new HashSet<>();

  private final Set<TableId> created = new HashSet<>();

  private final Newcomers newcomers;

  public CapturedTables(
      SourceConfig source, LakeTables lake, SourceDatabase database, Sinks sinks) {
    this.sinks = sinks;
    this.source = source;
    this.lake = lake;
    this.database = database;
    this.newcomers = new Newcomers(source, lake, database);
    lake.findAll(lake.list(source.namespace())).values().stream()
        .filter(this::isOurs)
        .forEach(this::take);
  }

  /** Who sends their changes. */
  public EventOrigin origin() {
    return EventOrigin.of(source);
  }

  private void take(LakeTable table) {
    captured(table)
        .ifPresent(
            captured -> {
              put(captured);
              table.state().findGap().ifPresent(why -> gaps.put(captured, why));
            });
  }

  /** Another source may have loaded into the namespace before that was refused. */
  private boolean isOurs(LakeTable table) {
    return table.state().findSource().map(source.name()::equals).orElse(true)
        && table
            .state()
            .findContract()
            .filter(contract -> source.excludes(contract.source().name()))
            .isEmpty();
  }

  private Optional<CapturedTable> captured(LakeTable table) {
    Optional<String> unfollowed =
        table
            .state()
            .findUnfollowed()
            .or(
                () ->
                    table
                        .state()
                        .findReadPoint()
                        .filter(load -> !load.isFollowed())
                        .map(load -> UNPROVEN));
    if (unfollowed.isEmpty()) {
      return followed(table);
    }
    table
        .state()
        .findContract()
        .map(TableMapping::source)
        .ifPresent(
            id ->
                refuse(
                    id,
                    unfollowed.get()
                        + ". When it is to be followed, run "
                        + ReloadCommand.of(source.name(), id.name())
                        + ", then start again"));
    return Optional.empty();
  }

  private Optional<CapturedTable> followed(LakeTable table) {
    return table
        .state()
        .findContract()
        .map(mapping -> captured(table.id(), mapping))
        .map(captured -> captured.with(rules(table, captured.policy())))
        .filter(this::isStreamed)
        .map(captured -> noting(captured, table));
  }

  private static FieldRules rules(LakeTable table, ChangePolicy policy) {
    FieldRules stored =
        FieldRules.stored(table.state().findFormerNames(), table.state().findDroppedNames());
    FieldRules kept = stored.keeping(keptOf(policy));
    return policy.on(DriftKind.ADD) == DriftPolicy.EVOLVE ? kept : kept.leavingNewOut();
  }

  private static SentText.Kept keptOf(ChangePolicy policy) {
    if (!policy.shapes().has(Shape.HISTORY)) {
      return SentText.Kept.NOTHING;
    }
    return policy.shapes().rawEvents() ? SentText.Kept.EVENT : SentText.Kept.BEFORE;
  }

  private CapturedTable noting(CapturedTable captured, LakeTable table) {
    TableId id = captured.mapping().source();
    table
        .state()
        .findReadPoint()
        .ifPresentOrElse(point -> readPoints.put(id, point), () -> readPoints.remove(id));
    return captured;
  }

  private CapturedTable captured(LakeTableId id, TableMapping mapping) {
    ChangePolicy policy = source.policyOf(mapping.source().name());
    return new CapturedTable(
        source.name(), id, mapping, policy, FieldRules.NONE.keeping(keptOf(policy)));
  }

  private boolean isStreamed(CapturedTable table) {
    List<ChangeSink> through = sinks.of(table);
    TableId id = table.mapping().source();
    if (through.isEmpty()) {
      refuse(id, "it has no primary key, and keyless_tables leaves such tables out");
      return false;
    }
    if (through.stream().noneMatch(ChangeSink::needsWholeRows)) {
      return true;
    }
    Optional<String> untold = database.findUntoldRows(id);
    untold.ifPresent(
        why -> refuse(id, "it has no primary key, and " + why + ", or keyless_tables"));
    return untold.isEmpty();
  }

  /** The table as the source has it now; empty if it has none of the name. */
  public Optional<TableSchema> findAtSource(TableId id) {
    return database.look(List.of(id)).find(id);
  }

  public void put(CapturedTable table) {
    tables.put(table.mapping().source(), table);
  }

  /** Takes a table as the lake has it now; to be called when its stream begins at its ledger. */
  public void reopen(TableId id) {
    lake.find(of(id).id()).flatMap(this::captured).ifPresent(this::put);
  }

  /** Tables of which the stream lacks what no later event makes good, and why, as a clause. */
  public Map<CapturedTable, String> gaps() {
    return Map.copyOf(gaps);
  }

  /** Their names at the source. */
  public Set<TableId> ids() {
    return Set.copyOf(tables.keySet());
  }

  /** Every lake table to which changes go, by all of the sinks. */
  public List<CapturedTable> targets() {
    return tables.values().stream().flatMap(table -> sinks.targets(table).stream()).toList();
  }

  public Map<TableId, CapturedTable> all() {
    return Map.copyOf(tables);
  }

  /**
   * @throws IllegalStateException if it is not captured
   */
  public CapturedTable of(TableId id) {
    CapturedTable table = tables.get(id);
    if (table == null) {
      throw new IllegalStateException(id + " is not captured");
    }
    return table;
  }

  public Map<TableId, TableMapping> mappings() {
    Map<TableId, TableMapping> mappings = new HashMap<>();
    tables.forEach((id, table) -> mappings.put(id, table.mapping()));
    return mappings;
  }

  /** Where tables were loaded that were: what was written before is not applied. */
  public Map<TableId, ReadPoint> readPoints() {
    return Map.copyOf(readPoints);
  }

  public Map<TableId, FieldRules> rules() {
    Map<TableId, FieldRules> rules = new HashMap<>();
    tables.forEach((id, table) -> rules.put(id, table.rules()));
    return rules;
  }

  public String topicOf(TableId table) {
    return route(table).topic();
  }

  String lakeName(TableId table) {
    return route(table).target().name();
  }

  /** For every topic, one of its tables. */
  public Map<String, TableId> byTopic() {
    Map<String, TableId> topics = new TreeMap<>();
    tables.keySet().forEach(table -> topics.putIfAbsent(topicOf(table), table));
    return topics;
  }

  private TableRoute route(TableId table) {
    return Routes.of(table, source.namespace(), source.topicPrefix());
  }

  /**
   * Takes in a table that sent its first change of this run: one that was loaded since the run
   * began, or one that is new at the source, whose lake table is created with the source's types.
   *
   * @param isComplete tells of a topic whether Kafka has all events that were ever in it
   * @return false if it cannot be captured; then not in all of this run, because its changes are
   *     passed over from here on
   */
  boolean adopt(TableId id, Predicate<String> isComplete) {
    if (refused.contains(id)) {
      return false;
    }
    if (source.excludes(id.name())) {
      refuse(id, "exclude_tables of source " + source.name() + " leaves it out");
      return false;
    }
    if (!isComplete.test(route(id).topic())) {
      refuse(
          id,
          "Kafka does not have all events of a topic of its own, so rows may be missing. Load it with"
              + " "
              + ReloadCommand.first(source.name(), id.name())
              + ", then start again");
      return false;
    }
    Optional<LakeTable> found = lake.find(route(id).target());
    if (found.isEmpty()) {
      return create(id);
    }
    Optional<CapturedTable> loaded =
        found.flatMap(this::captured).filter(table -> table.mapping().source().equals(id));
    if (loaded.isEmpty()) {
      refuse(id, route(id).target() + " is in the lake, and not to be streamed");
      return false;
    }
    put(loaded.get());
    reasons.remove(id);
    LOG.info("{} was loaded meanwhile, its changes are applied from here on", id);
    return true;
  }

  private boolean create(TableId id) {
    Optional<TableSchema> schema =
        database.discoverOne(id).filter(found -> id.schema().equals(source.connection().schema()));
    if (schema.isEmpty()) {
      refuse(id, "the source does not have it");
      return false;
    }
    NewTableState newcomer = newcomers(List.of(id)).getOrDefault(id, NewTableState.OLDER);
    if (!newcomer.isComplete()) {
      refuse(id, newcomer.reason(source.name(), id));
      return false;
    }
    try {
      TableMapping mapping = newcomers.contract(newcomer, schema.get());
      LakeTableId target = route(id).target();
      CapturedTable adopted = captured(target, mapping);
      if (!isStreamed(adopted)) {
        return false;
      }
      LakeTable table =
          lake.create(
              target,
              mapping.lakeSchema(),
              source.layoutOf(id.name()),
              source.formatVersion(),
              newcomers.properties(newcomer, mapping));
      put(noting(adopted, table));
      created.add(id);
      reasons.remove(id);
      LOG.info("Created {} for the first changes of {}", target, id);
      return true;
    } catch (UnmappableTableException | ConfigException e) {
      refuse(id, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** True if this run has made the lake table, so that nothing that was said of it before holds. */
  boolean hasCreated(TableId id) {
    return created.contains(id);
  }

  /** Notes tables of the source that are new there and of which no change will ever come. */
  void look(Collection<TableId> present) {
    List<TableId> unknown =
        present.stream().filter(id -> !tables.containsKey(id) && looked.add(id)).toList();
    try {
      newcomers(unknown)
          .forEach(
              (id, newcomer) -> {
                if (newcomer.isNew() && !newcomer.isComplete()) {
                  say(id, newcomer.reason(source.name(), id));
                }
              });
    } catch (UnavailableException e) {
      unknown.forEach(looked::remove);
      LOG.warn("New tables of the source are looked for again later: {}", e.getMessage());
    }
  }

  private Map<TableId, NewTableState> newcomers(Collection<TableId> ids) {
    return newcomers.find(ids, tables.values().stream().map(CapturedTable::id).toList());
  }

  /** Why changes of tables are not applied. */
  public Map<TableId, String> reasons() {
    return Map.copyOf(reasons);
  }

  private void refuse(TableId id, String reason) {
    refused.add(id);
    say(id, reason);
  }

  private void say(TableId id, String reason) {
    if (!reason.equals(reasons.put(id, reason))) {
      LOG.warn("Changes of {} are not applied: {}", id, reason);
    }
  }
}
