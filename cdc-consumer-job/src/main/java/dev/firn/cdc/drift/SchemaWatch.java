package dev.firn.cdc.drift;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.error.DataGapException;
import dev.firn.error.DriftException;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.retry.Outages;
import dev.firn.schema.ColumnDecision;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.NumberFixer;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceCatalog;
import dev.firn.source.SourceDatabase;
import dev.firn.source.SourceLook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a batch is read with the columns that its source tables have.
 *
 * <p>Events carry no types, so the source's catalog is asked after a batch was read and before it
 * is applied: whatever an event was written with is in the catalog by then.
 */
public final class SchemaWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaWatch.class);

  private final SourceCatalog catalog;
  private final SourceLooks looks;
  private final SchemaMapper mapper;
  private final SchemaChanges changes;
  private final DriftResponse response;
  private final IdentityCheck identities;
  private final UnseenAlteration unseen;
  private final RowDecisions rows;
  private final DroppedColumns dropped;
  private final LakeTables lake;
  private final WorkingReload reloads;
  private final OlderRows olderRows;

  /** What was found and settled before, so that it is not looked at in every batch. */
  private final Map<TableId, TableSchema> seen = new HashMap<>();

  public SchemaWatch(
      LakeTables lake,
      SourceDatabase catalog,
      SchemaMapper mapper,
      SchemaChanges changes,
      OlderRows olderRows,
      Outages outages) {
    this(
        new SourceLooks(lake, catalog, SourceLooks.MAX_LAG, outages),
        catalog,
        mapper,
        changes,
        olderRows);
  }

  SchemaWatch(
      SourceLooks looks,
      SourceDatabase catalog,
      SchemaMapper mapper,
      SchemaChanges changes,
      OlderRows olderRows) {
    this.looks = looks;
    this.lake = olderRows.lake();
    this.olderRows = olderRows;
    this.catalog = catalog;
    this.identities = new IdentityCheck(catalog, lake);
    this.unseen = new UnseenAlteration(lake);
    this.dropped = new DroppedColumns(catalog);
    this.rows = new RowDecisions(identities, new RewriteCheck(olderRows.spark(), lake, catalog));
    this.mapper = mapper;
    this.reloads = new WorkingReload(lake, catalog, mapper);
    this.changes = changes;
    this.response =
        new DriftResponse(
            mapper,
            changes,
            new ColumnEvolution(lake, changes, olderRows),
            new SchemaFollower(lake, catalog, mapper, olderRows));
  }

  /**
   * Takes a table that was put aside, as the lake has it now: what was decided about it is decided
   * anew, and what was begun is completed before any event.
   */
  public void readmit(CapturedTable captured) {
    seen.remove(captured.mapping().source());
    olderRows.complete(captured);
  }

  /** Asks the source for its tables, once for a batch; none if it cannot answer. */
  public SourceLook look(Collection<TableId> tables) {
    return looks.at(tables);
  }

  /**
   * Asks the source for the tables of a batch, and from time to time for all, once it shows what
   * the batch has come from, or after it was waited for.
   */
  public SourceLook look(Map<TableId, DecodedChanges> batch, Set<TableId> all) {
    return looks.at(batch, all);
  }

  /**
   * The table with which its events can be read.
   *
   * @param read what the events have shown so far
   * @param source what the source has now
   * @throws FirnException if the table cannot go on, or its policy refuses what has changed
   */
  public CapturedTable follow(CapturedTable known, DecodedChanges read, SourceLook source) {
    TableSchema schema = source.find(known.mapping().source()).orElse(null);
    CapturedTable captured = schema == null ? known : takenOver(known, schema);
    if (schema != null) {
      // What the table is like there says nothing of the loads that they name.
      refusedByIdentity(
          captured,
          null,
          () -> {
            identities.requireSameServer(captured, schema);
            looks.requireNotPutBack(captured, schema);
          });
    }
    looks.requireShown(captured, read, source);
    rows.note(captured.mapping().source(), read.changes());
    if (!catalog.tellsOldRows() && isInPlace(captured, schema)) {
      rows.foundInPlace(captured.mapping().source());
    }
    try {
      CapturedTable followed = follow(captured, read, source, schema);
      looks.settled(captured, source);
      return followed;
    } catch (DriftException e) {
      throw reloads.in(captured, schema, e);
    }
  }

  /** A standby that was promoted is the same source, if it has what the lake has. */
  private CapturedTable takenOver(CapturedTable captured, TableSchema schema) {
    List<TableIdentity> identity = new ArrayList<>();
    refusedByIdentity(
        captured,
        null,
        () ->
            identities
                .takenOver(captured, schema, () -> lake.open(captured.id()).state())
                .ifPresent(identity::add));
    return identity.isEmpty() ? captured : identified(captured, identity.get(0));
  }

  private CapturedTable follow(
      CapturedTable captured,
      DecodedChanges read,
      SourceLook source,
      @Nullable TableSchema schema) {
    TableId id = captured.mapping().source();
    refusedByIdentity(captured, schema, () -> unseen.requireNoneBefore(captured, read));
    CapturedTable followed = captured;
    if (schema != null) {
      if (!isSame(schema, seen.get(id)) || isDue(schema, read) || isAged(captured, schema)) {
        followed = settle(captured, schema, read.changes());
      }
    } else if (source.hasAsked(id)) {
      refusedByIdentity(
          captured,
          identities.findElsewhere(captured).orElse(null),
          () -> identities.requirePresent(captured));
    }
    Set<String> added = new TreeSet<>(read.unknownFields());
    added.removeAll(followed.rules().formerNames().keySet());
    added.removeAll(followed.rules().skipped());
    added.removeAll(followed.rules().refused());
    added.removeAll(followed.mapping().excluded().keySet());
    followed.mapping().columns().forEach(column -> added.remove(column.column()));
    if (added.isEmpty()) {
      return followed;
    }
    leaveOutWhatIsGone(captured, added, read, schema);
    return added.isEmpty() ? followed : response.toNew(followed, added, schema);
  }

  /**
   * A field of a name that the source has no more is of a column that came and went, unless any
   * column was renamed meanwhile, or the event is older than what is known of the columns.
   */
  private void leaveOutWhatIsGone(
      CapturedTable captured,
      Set<String> fields,
      DecodedChanges read,
      @Nullable TableSchema schema) {
    if (schema == null) {
      throw StreamErrors.eventsMayBeOfOtherColumns(captured);
    }
    TableIdentity before = captured.mapping().identity();
    TableIdentity now = schema.identity();
    if (before == null || now == null) {
      return;
    }
    boolean moved = !before.names().containsAll(now.names());
    // What the load has seen is not applied, under whatever names.
    Optional<ReadPoint> load = lake.open(captured.id()).state().findReadPoint();
    List<EventPlace> unseen =
        read.places().filter(place -> !place.isSeenBy(load.orElse(null))).toList();
    boolean older = unseen.stream().anyMatch(place -> place.beganBefore(before.horizon()));
    moved &= !unseen.isEmpty();
    for (String field : List.copyOf(fields)) {
      if (now.column(field).isPresent()) {
        continue;
      }
      // One that came and went may be the one that has an older name now.
      boolean mayBeThere =
          !catalog.tellsRenames() && before.column(field).isEmpty() && !unseen.isEmpty();
      if (moved || older || mayBeThere) {
        refusedByIdentity(
            captured,
            schema,
            () -> {
              throw IdentityErrors.columnWasRenamedBetween(captured, field);
            });
      }
      fields.remove(field);
      LOG.warn(
          "Events of {} have values of column {}, which the source has no more; they are left out",
          captured.mapping().source(),
          field);
    }
  }

  /** Says that all is applied that was committed before the tables were looked at the last time. */
  public void allIsApplied() {
    rows.allIsApplied();
  }

  /** The table with room for numbers that do not fit its measured columns, if its policy allows. */
  public CapturedTable makeRoom(CapturedTable captured, Collection<UnfitNumber> numbers) {
    CapturedTable settled = captured;
    for (UnfitNumber number : numbers) {
      ColumnMapping column = settled.mapping().find(number.column()).orElse(null);
      if (column == null) {
        continue;
      }
      ColumnMapping wider =
          NumberFixer.widen(column, number.integerDigits(), number.fractionDigits()).orElse(column);
      if (!wider.equals(column)) {
        settled = response.to(settled, new Drift(DriftKind.WIDEN, column.column(), column, wider));
      }
    }
    return settled;
  }

  private boolean isDue(TableSchema schema, DecodedChanges read) {
    TableIdentity now = schema.identity();
    return now != null
        && (rows.isDue(schema.id(), now, read.changes())
            // Nothing of it is known any more once this run has ended.
            || (!catalog.tellsOldRows() && rows.isToldOfTruncate(schema.id())));
  }

  /** A refusal of a table's events, with the reload that works with the table as it was seen. */
  public DriftException worded(CapturedTable captured, DriftException refusal) {
    return reloads.in(captured, seen.get(captured.mapping().source()), refusal);
  }

  private static boolean isInPlace(CapturedTable captured, @Nullable TableSchema schema) {
    return isSo(captured, schema, (before, now) -> before.storedAnewIn(now).isEmpty());
  }

  private static boolean isAged(CapturedTable captured, TableSchema schema) {
    return isSo(captured, schema, TableIdentity::isAgedAt);
  }

  /**
   * True of what the contract knows and of what the source shows, if both say what the table is.
   */
  private static boolean isSo(
      CapturedTable captured,
      @Nullable TableSchema schema,
      BiPredicate<TableIdentity, TableIdentity> what) {
    TableIdentity before = captured.mapping().identity();
    TableIdentity now = schema == null ? null : schema.identity();
    return before != null && now != null && what.test(before, now);
  }

  private static boolean isSame(TableSchema schema, @Nullable TableSchema before) {
    if (before == null) {
      return false;
    }
    TableIdentity held = before.identity();
    TableIdentity now = schema.identity();
    boolean sameIdentity = held == null || now == null ? held == now : held.isSame(now);
    return sameIdentity
        && before.kind() == schema.kind()
        && before.columns().equals(schema.columns())
        && before.primaryKey().equals(schema.primaryKey());
  }

  private CapturedTable settle(CapturedTable captured, TableSchema schema, List<Change> changed) {
    TableIdentity before = captured.mapping().identity();
    TableIdentity now = schema.identity();
    refusedByIdentity(
        captured,
        schema,
        () -> {
          requireTold(captured, schema);
          identities.require(captured, schema);
        });
    List<ColumnMapping> columns = new ArrayList<>();
    for (ColumnDecision decision : mapper.decide(schema)) {
      if (decision instanceof ColumnDecision.Keep keep) {
        columns.add(keep.mapping());
      }
    }
    List<Drift> drifts = new ArrayList<>();
    AtomicBoolean decided = new AtomicBoolean(true);
    refusedByIdentity(
        captured,
        schema,
        () -> {
          drifts.addAll(drifts(captured, columns, now));
          if (before != null && now != null) {
            identities.requireToldFromRenamed(captured, before, now);
            identities.requireSameValues(captured, before, now);
            identities.requireNewNames(captured, before, now);
            decided.set(rows.decide(captured, schema, columns, drifts, changed));
          }
        });
    CapturedTable settled =
        before == null || now == null ? captured : dropped.note(captured, before, now);
    for (Drift drift : drifts) {
      settled = response.to(settled, drift);
    }
    seen.put(captured.mapping().source(), schema);
    if (now == null) {
      return settled;
    }
    boolean followedAll =
        drifts.stream().allMatch(drift -> captured.policy().on(drift.kind()) == DriftPolicy.EVOLVE);
    if (before != null) {
      settled = addNew(settled, schema, before, now);
    }
    if (!followedAll) {
      return relabelled(settled, now);
    }
    return remember(
        settled, before, before == null || decided.get() ? now : now.undecidedSince(before));
  }

  /** What was not told stays unknown, also once everything is told again. */
  private void requireTold(CapturedTable captured, TableSchema schema) {
    catalog
        .findUntold(schema)
        .ifPresent(
            why -> {
              throw HeldContract.cutOff(lake, captured, why);
            });
  }

  /** New columns have values in older rows, which no event shows. */
  private CapturedTable addNew(
      CapturedTable captured, TableSchema schema, TableIdentity before, TableIdentity now) {
    Set<String> names = new TreeSet<>(SchemaDrift.newNames(before, now));
    captured.mapping().columns().forEach(column -> names.remove(column.column()));
    boolean follows = captured.policy().on(DriftKind.ADD) == DriftPolicy.EVOLVE;
    return names.isEmpty() || !follows ? captured : response.toNew(captured, names, schema);
  }

  /** The rest of the contract stays; a label that was added meanwhile is one all the same. */
  private CapturedTable relabelled(CapturedTable captured, TableIdentity now) {
    TableIdentity held = captured.mapping().identity();
    TableIdentity labelled = held == null ? null : held.labelledAs(now);
    return labelled == null || labelled.equals(held) ? captured : identified(captured, labelled);
  }

  private CapturedTable identified(CapturedTable captured, TableIdentity known) {
    TableMapping mapping = captured.mapping().identifiedBy(known);
    HeldContract.alter(HeldContract.open(lake, captured), captured)
        .setProperties(
            Map.of(
                TableProperty.CONTRACT,
                mapping.toJson(),
                TableProperty.DROPPED_NAMES,
                captured.rules().droppedToJson()));
    return captured.with(mapping);
  }

  /** Keeps by what the source knows the table, except columns whose values are not carried. */
  private CapturedTable remember(
      CapturedTable captured, @Nullable TableIdentity before, TableIdentity now) {
    if (before != null && before.isSame(now) && !before.isAgedAt(now)) {
      return captured;
    }
    TableIdentity known = now;
    if (before != null && captured.policy().on(DriftKind.ADD) != DriftPolicy.EVOLVE) {
      known = now.without(SchemaDrift.newNames(before, now));
    }
    CapturedTable remembered = identified(captured, known);
    if (before == null) {
      changes.record(captured, "from here on it is known by the source's own numbers");
    }
    return remembered;
  }

  private void refusedByIdentity(
      CapturedTable captured, @Nullable TableSchema schema, Runnable check) {
    try {
      check.run();
    } catch (DriftException e) {
      DriftException refusal = reloads.in(captured, schema, e);
      changes.record(captured, "the table is quarantined: " + refusal.getMessage());
      throw refusal;
    } catch (DataGapException e) {
      DataGapException refusal = reloads.in(captured, schema, e);
      changes.record(captured, "the table is quarantined: " + refusal.getMessage());
      throw refusal;
    }
  }

  private List<Drift> drifts(
      CapturedTable captured, List<ColumnMapping> now, @Nullable TableIdentity after) {
    TableIdentity before = captured.mapping().identity();
    return before == null || after == null
        ? SchemaDrift.between(captured.mapping(), now, history(captured, now))
        : SchemaDrift.byIdentity(captured, now, before, after);
  }

  /** Only a column that is gone can have been renamed. */
  private List<String> history(CapturedTable captured, List<ColumnMapping> now) {
    List<String> names = now.stream().map(ColumnMapping::column).toList();
    boolean complete =
        captured.mapping().columns().stream().allMatch(column -> names.contains(column.column()));
    return complete ? names : catalog.columnHistory(captured.mapping().source());
  }
}
