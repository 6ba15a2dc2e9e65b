package dev.firn.cdc.drift;

import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.DriftException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnDecision;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a lake table follow columns that were added at the source.
 *
 * <p>Events do not carry types, so the source's catalog is asked. Rows that existed before show the
 * column's default at the source without any event; they are given it here.
 */
final class SchemaFollower {

  /** As a property of an earlier version says it, too. */
  private static final String OF_UNKNOWN_NUMBER = "for a time";

  private static final Logger LOG = LoggerFactory.getLogger(SchemaFollower.class);

  private final LakeTables lake;
  private final SourceCatalog catalog;
  private final SchemaMapper mapper;
  private final OlderRows olderRows;
  private final Map<TableId, Set<String>> ignored = new HashMap<>();

  SchemaFollower(LakeTables lake, SourceCatalog catalog, SchemaMapper mapper, OlderRows olderRows) {
    this.lake = lake;
    this.catalog = catalog;
    this.mapper = mapper;
    this.olderRows = olderRows;
  }

  /** Why a column cannot be added. */
  static final class ColumnIsRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String column;
    private final DriftException refusal;

    ColumnIsRefused(String column, DriftException refusal) {
      super(refusal);
      this.column = column;
      this.refusal = refusal;
    }

    String column() {
      return column;
    }

    DriftException refusal() {
      return refusal;
    }
  }

  /**
   * Adds columns that are new.
   *
   * @param unknownFields names of columns that the contract does not know
   * @param schema the table as the source has it now; null if the source did not say
   * @return the table with the columns that could be added, or the same if there were none
   * @throws ColumnIsRefused if older rows have values in it that cannot be known
   */
  CapturedTable follow(
      CapturedTable table, Set<String> unknownFields, @Nullable TableSchema schema) {
    TableId source = table.mapping().source();
    Set<String> wanted = new HashSet<>(unknownFields);
    wanted.removeAll(ignored.getOrDefault(source, Set.of()));
    if (wanted.isEmpty()) {
      return table;
    }
    if (schema == null) {
      throw StreamErrors.eventsMayBeOfOtherColumns(table);
    }
    List<ColumnMapping> added = new ArrayList<>();
    Map<String, String> properties = new LinkedHashMap<>();
    addColumns(schema, wanted, table, added, properties);
    added.forEach(mapping -> wanted.remove(mapping.column()));
    if (!wanted.isEmpty()) {
      ignored.computeIfAbsent(source, id -> new HashSet<>()).addAll(wanted);
      LOG.warn("{} sends columns that the lake does not take: {}", source, wanted);
    }
    if (added.isEmpty()) {
      return table;
    }
    List<ColumnMapping> all = new ArrayList<>(table.mapping().columns());
    all.addAll(added);
    TableMapping mapping = table.mapping().with(all);
    TableIdentity before = mapping.identity();
    if (before != null && schema.identity() != null) {
      // Or a run that ends before all is settled leaves a name without the column that it is of.
      mapping =
          mapping.identifiedBy(
              before.with(schema.identity(), added.stream().map(ColumnMapping::column).toList()));
    }
    properties.put(TableProperty.CONTRACT, mapping.toJson());
    HeldContract.alter(HeldContract.open(lake, table), table)
        .addColumns(
            added.stream().map(ColumnMapping::field).toArray(StructField[]::new), properties);
    LOG.info("Added {} to {}", added.stream().map(ColumnMapping::lakeColumn).toList(), table.id());
    CapturedTable followed = table.with(mapping);
    olderRows.fill(followed);
    return followed;
  }

  /**
   * For whoever wants the column later: rows that have come by then lack their values.
   *
   * @param now in which the column has its number; null if the source did not say
   */
  void noteLeftOut(CapturedTable table, String column, @Nullable TableIdentity now) {
    LakeTable held = lake.open(table.id());
    if (!held.state().leftOut().containsKey(column)) {
      String number =
          Optional.ofNullable(now == null ? table.mapping().identity() : now)
              .flatMap(identity -> identity.column(column))
              .map(found -> String.valueOf(found.id()))
              .orElse(OF_UNKNOWN_NUMBER);
      held.alter().setProperties(Map.of(TableProperty.LEFT_OUT_PREFIX + column, number));
    }
  }

  /** True if rows of the lake may lack values of the column that no event brings any more. */
  boolean wasLeftOut(CapturedTable table, String column) {
    return lake.open(table.id()).state().leftOut().containsKey(column);
  }

  private void addColumns(
      TableSchema schema,
      Set<String> wanted,
      CapturedTable table,
      List<ColumnMapping> added,
      Map<String, String> properties) {
    Set<String> known =
        new HashSet<>(table.mapping().columns().stream().map(ColumnMapping::column).toList());
    Map<String, String> leftOut = lake.open(table.id()).state().leftOut();
    Map<String, String> defaults = new HashMap<>();
    for (Column column : schema.columns()) {
      if (column.addedDefault() != null) {
        defaults.put(column.name(), column.addedDefault());
      }
    }
    for (ColumnDecision decision : mapper.decide(schema)) {
      if (!(decision instanceof ColumnDecision.Keep keep)
          || known.contains(decision.column())
          || !wanted.contains(decision.column())) {
        continue;
      }
      requireNew(table, schema, decision.column(), leftOut);
      String value = defaults.get(decision.column());
      added.add(keep.mapping().withAddedDefault(value));
      if (value != null) {
        requireReadable(table, keep.mapping(), value);
        properties.put(TableProperty.BACKFILL_PREFIX + keep.mapping().lakeColumn(), value);
      } else {
        requireSent(table, decision.column());
      }
    }
  }

  /** A column that was there before and not carried has values in older rows. */
  private static void requireNew(
      CapturedTable table, TableSchema schema, String column, Map<String, String> leftOut) {
    TableIdentity before = table.mapping().identity();
    TableIdentity now = schema.identity();
    Optional<Integer> number =
        Optional.ofNullable(now).flatMap(of -> of.column(column)).map(ColumnIdentity::id);
    boolean isLeftOut =
        OF_UNKNOWN_NUMBER.equals(leftOut.get(column))
            || (number.isEmpty() && leftOut.containsKey(column))
            || number.filter(id -> leftOut.containsValue(String.valueOf(id))).isPresent();
    if (isLeftOut
        || (before != null && number.filter(id -> before.column(id).isPresent()).isPresent())) {
      throw new ColumnIsRefused(column, StreamErrors.columnWasNotCarried(table, column));
    }
  }

  /** No event says which values the statement that added the column gave to older rows. */
  private void requireSent(CapturedTable table, String column) {
    TableId source = table.mapping().source();
    if (catalog.mayHoldUnsentValues(source, column)) {
      throw new ColumnIsRefused(column, StreamErrors.earlierRowsWereNotSent(table, column));
    }
  }

  /** Before anything is changed, because older rows cannot be given what cannot be read. */
  private static void requireReadable(CapturedTable table, ColumnMapping column, String value) {
    try {
      column.columnType().ofText(value);
    } catch (UnsupportedOperationException e) {
      throw new ColumnIsRefused(
          column.column(), StreamErrors.earlierRowsAreNotRead(table, column, value));
    } catch (RuntimeException e) {
      throw new ColumnIsRefused(
          column.column(), StreamErrors.earlierRowsDoNotFit(table, column, value, e));
    }
  }
}
