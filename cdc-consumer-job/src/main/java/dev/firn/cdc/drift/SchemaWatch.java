package dev.firn.cdc.drift;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.FieldRules;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.error.DriftException;
import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnDecision;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.NumberFixer;
import dev.firn.schema.SchemaMapper;
import dev.firn.source.SourceCatalog;
import dev.firn.source.SourceLook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
  private final SchemaFollower follower;
  private final SchemaMapper mapper;
  private final SchemaChanges changes;
  private final ColumnEvolution evolution;

  /** What was found and settled before, so that it is not looked at in every batch. */
  private final Map<TableId, TableSchema> seen = new HashMap<>();

  public SchemaWatch(
      LakeTables lake,
      SourceCatalog catalog,
      SchemaMapper mapper,
      SchemaChanges changes,
      OlderRows olderRows) {
    this.catalog = catalog;
    this.mapper = mapper;
    this.changes = changes;
    this.follower = new SchemaFollower(lake, catalog, mapper, olderRows);
    this.evolution = new ColumnEvolution(lake, changes, olderRows);
  }

  /** Asks the source for the columns of its tables, once for a batch; none if it cannot answer. */
  public SourceLook look(Collection<TableId> tables) {
    if (tables.isEmpty()) {
      return SourceLook.NONE;
    }
    try {
      return catalog.look(tables);
    } catch (UnavailableException e) {
      LOG.warn("A batch is read with the earlier columns: {}", e.getMessage());
      return SourceLook.NONE;
    }
  }

  /**
   * The table with which its events can be read.
   *
   * @param unknownFields fields of events that the contract does not know
   * @param source the columns that the source has now
   * @throws DriftException if its policy refuses what has changed
   */
  public CapturedTable follow(
      CapturedTable captured, Set<String> unknownFields, SourceLook source) {
    TableId id = captured.mapping().source();
    CapturedTable followed = captured;
    TableSchema schema = source.find(id).filter(TableSchema::canBeCaptured).orElse(null);
    if (schema != null && !sameColumns(schema, seen.get(id))) {
      followed = settle(captured, schema);
      seen.put(id, schema);
    }
    Set<String> added = new TreeSet<>(unknownFields);
    added.removeAll(followed.rules().formerNames().keySet());
    added.removeAll(followed.rules().skipped());
    added.removeAll(followed.rules().refused());
    followed.mapping().columns().forEach(column -> added.remove(column.column()));
    return added.isEmpty() ? followed : add(followed, added);
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
        settled = settle(settled, new Drift(DriftKind.WIDEN, column.column(), column, wider));
      }
    }
    return settled;
  }

  private static boolean sameColumns(
      TableSchema schema, @org.jspecify.annotations.Nullable TableSchema before) {
    return before != null
        && before.columns().equals(schema.columns())
        && before.primaryKey().equals(schema.primaryKey());
  }

  private CapturedTable settle(CapturedTable captured, TableSchema schema) {
    requireSameKey(captured, schema);
    List<ColumnMapping> now = new ArrayList<>();
    for (ColumnDecision decision : mapper.decide(schema)) {
      if (decision instanceof ColumnDecision.Keep keep) {
        now.add(keep.mapping());
      }
    }
    List<Drift> drifts = SchemaDrift.between(captured.mapping(), now, history(captured, now));
    CapturedTable settled = captured;
    for (Drift drift : drifts) {
      settled = settle(settled, drift);
    }
    return settled;
  }

  /** Only a column that is gone can have been renamed. */
  private List<String> history(CapturedTable captured, List<ColumnMapping> now) {
    List<String> names = now.stream().map(ColumnMapping::column).toList();
    boolean complete =
        captured.mapping().columns().stream().allMatch(column -> names.contains(column.column()));
    return complete ? names : catalog.columnHistory(captured.mapping().source());
  }

  private static void requireSameKey(CapturedTable captured, TableSchema schema) {
    Set<String> key = new HashSet<>();
    for (ColumnMapping column : captured.mapping().columns()) {
      if (captured.mapping().key().contains(column.lakeColumn())) {
        key.add(column.column());
      }
    }
    List<String> columns = schema.columns().stream().map(column -> column.name()).toList();
    boolean renamed = !columns.containsAll(key);
    if (!renamed && !key.equals(Set.copyOf(schema.primaryKey()))) {
      throw StreamErrors.keyHasChanged(captured, key, schema);
    }
  }

  private CapturedTable settle(CapturedTable captured, Drift drift) {
    DriftPolicy policy = captured.policy().on(drift.kind());
    String column = drift.column();
    return switch (policy) {
      case FAIL -> throw refused(captured, drift);
      case EVOLVE -> evolution.follow(captured, drift);
      case FREEZE -> {
        changes.record(captured, drift, "events that do not fit become dead letters");
        yield switch (drift.kind()) {
          case NARROW -> captured.with(captured.rules().refusing(column));
          case DROP -> captured.with(captured.rules().requiring(column));
          case RENAME ->
              captured.with(captured.rules().requiring(column).refusing(nameOf(drift.after())));
          case ADD, WIDEN -> captured;
        };
      }
      case DISCARD_VALUE -> {
        changes.record(captured, drift, "values that do not fit are left out");
        yield switch (drift.kind()) {
          case NARROW -> captured.with(captured.rules().skipping(column));
          case WIDEN -> captured.with(captured.rules().lenientWith(column));
          case RENAME -> captured.with(captured.rules().skipping(nameOf(drift.after())));
          case DROP, ADD -> captured;
        };
      }
    };
  }

  private static String nameOf(@org.jspecify.annotations.Nullable ColumnMapping column) {
    return column == null ? "" : column.column();
  }

  private DriftException refused(CapturedTable captured, Drift drift) {
    changes.record(captured, drift, "the table is quarantined");
    return StreamErrors.columnChangeIsRefused(
        captured,
        drift.kind(),
        drift.column(),
        Drift.text(drift.before()),
        Drift.text(drift.after()));
  }

  private CapturedTable add(CapturedTable captured, Set<String> fields) {
    DriftPolicy policy = captured.policy().on(DriftKind.ADD);
    if (policy == DriftPolicy.EVOLVE) {
      CapturedTable followed = grown(captured, fields);
      for (ColumnMapping column : followed.mapping().columns()) {
        if (!captured.mapping().columns().contains(column)) {
          changes.record(
              captured,
              new Drift(DriftKind.ADD, column.column(), null, column),
              "added as " + column.lakeColumn());
        }
      }
      return followed;
    }
    FieldRules rules = captured.rules();
    for (String field : fields) {
      Drift drift = new Drift(DriftKind.ADD, field, null, null);
      if (policy == DriftPolicy.FAIL) {
        throw refused(captured, drift);
      }
      boolean freeze = policy == DriftPolicy.FREEZE;
      changes.record(
          captured,
          drift,
          freeze ? "events that have it become dead letters" : "its values are left out");
      rules = freeze ? rules.refusing(field) : rules.skipping(field);
    }
    return captured.with(rules);
  }

  private CapturedTable grown(CapturedTable captured, Set<String> fields) {
    try {
      return follower.follow(captured, fields);
    } catch (DriftException e) {
      fields.forEach(
          field ->
              changes.record(
                  captured,
                  new Drift(DriftKind.ADD, field, null, null),
                  "the table is quarantined, it must be reloaded"));
      throw e;
    }
  }
}
