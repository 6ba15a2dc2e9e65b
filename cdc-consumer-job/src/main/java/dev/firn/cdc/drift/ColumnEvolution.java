package dev.firn.cdc.drift;

import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.FieldRules;
import dev.firn.config.DriftKind;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.LakeNames;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;

/**
 * Changes a lake table after columns of its source that were dropped, renamed or given other types.
 *
 * <p>In place as far as Iceberg can; otherwise a column goes on in another one.
 */
final class ColumnEvolution {

  private final LakeTables lake;
  private final SchemaChanges changes;
  private final OlderRows olderRows;

  ColumnEvolution(LakeTables lake, SchemaChanges changes, OlderRows olderRows) {
    this.lake = lake;
    this.changes = changes;
    this.olderRows = olderRows;
  }

  /** The table with what has changed, so that events before and after it can be applied. */
  CapturedTable follow(CapturedTable captured, Drift drift) {
    ColumnMapping before = drift.before();
    ColumnMapping after = drift.after();
    if (before == null) {
      return captured;
    }
    if (after == null && !captured.mapping().hasKey()) {
      return leaveOut(captured, drift, before);
    }
    if (after == null) {
      changes.record(captured, drift, "kept; new rows have NULL in " + before.lakeColumn());
      return captured;
    }
    return drift.kind() == DriftKind.RENAME
        ? rename(captured, drift, before, after)
        : widen(captured, drift, before, after);
  }

  /** Without a key a row is named by all of its values, and events have none of this any more. */
  private CapturedTable leaveOut(CapturedTable captured, Drift drift, ColumnMapping before) {
    TableMapping held = captured.mapping();
    if (held.columns().size() == 1) {
      throw IdentityErrors.noColumnIsLeft(captured);
    }
    Map<String, String> excluded = new HashMap<>(held.excluded());
    excluded.put(before.column(), "was dropped at the source");
    TableMapping mapping =
        new TableMapping(
            held.source(),
            held.columns().stream().filter(column -> !column.equals(before)).toList(),
            held.key(),
            excluded,
            held.identity());
    HeldContract.alter(HeldContract.open(lake, captured), captured)
        .setProperties(Map.of(TableProperty.CONTRACT, mapping.toJson()));
    changes.record(captured, drift, "kept; rows that are written from here on have NULL in it");
    return captured.with(mapping);
  }

  private CapturedTable rename(
      CapturedTable captured, Drift drift, ColumnMapping before, ColumnMapping after) {
    String lakeName = LakeNames.column(after.column());
    ColumnMapping renamed = before.named(after.column(), lakeName);
    TableMapping mapping = replaced(captured.mapping(), before, renamed);
    if (mapping.identity() != null) {
      // What is settled next may be refused, and then this is all that has become of the contract.
      mapping = mapping.identifiedBy(mapping.identity().renamed(before.column(), after.column()));
    }
    FieldRules rules = captured.rules().renamed(before.column(), after.column());
    Map<String, String> properties =
        Map.of(
            TableProperty.CONTRACT,
            mapping.toJson(),
            TableProperty.FORMER_NAMES,
            rules.namesToJson());
    LakeTable table = HeldContract.open(lake, captured);
    if (lakeName.equals(before.lakeColumn())) {
      HeldContract.alter(table, captured).addColumns(new StructField[0], properties);
    } else {
      HeldContract.alter(table, captured).renameColumn(before.lakeColumn(), lakeName, properties);
    }
    changes.record(captured, drift, "renamed to " + lakeName);
    return captured.with(mapping).with(rules);
  }

  private CapturedTable widen(
      CapturedTable captured, Drift drift, ColumnMapping before, ColumnMapping after) {
    // A rename that was settled just before has changed the mapping.
    ColumnMapping present = captured.mapping().find(after.column()).orElse(before);
    ColumnMapping wider = present.typedAs(after);
    LakeTable table = HeldContract.open(lake, captured);
    if (wider.sparkType().equals(present.sparkType())) {
      TableMapping mapping = replaced(captured.mapping(), present, wider);
      HeldContract.alter(table, captured)
          .addColumns(new StructField[0], Map.of(TableProperty.CONTRACT, mapping.toJson()));
      changes.record(captured, drift, "its type in the lake holds both");
      return captured.with(mapping);
    }
    if (isPromotion(present, wider)) {
      TableMapping mapping = replaced(captured.mapping(), present, wider);
      HeldContract.alter(table, captured)
          .widenColumn(wider.field(), Map.of(TableProperty.CONTRACT, mapping.toJson()));
      changes.record(captured, drift, "widened to " + wider.sparkType().simpleString());
      return captured.with(mapping);
    }
    return widenByNewColumn(captured, drift, present, wider);
  }

  /** What Iceberg can read as the wider type without rewriting a file. */
  private static boolean isPromotion(ColumnMapping before, ColumnMapping after) {
    if (before.sparkType() instanceof DecimalType from
        && after.sparkType() instanceof DecimalType to) {
      return from.scale() == to.scale();
    }
    return !(after.sparkType() instanceof DecimalType);
  }

  private CapturedTable widenByNewColumn(
      CapturedTable captured, Drift drift, ColumnMapping before, ColumnMapping wider) {
    LakeTable table = HeldContract.open(lake, captured);
    Set<String> taken = Set.of(table.schema().fieldNames());
    int version = 2;
    while (taken.contains(wider.lakeColumn() + "__v" + version)) {
      version++;
    }
    String lakeName = wider.lakeColumn() + "__v" + version;
    if (captured.mapping().key().contains(before.lakeColumn())) {
      throw StreamErrors.keyColumnCannotBeWidened(captured, before);
    }
    ColumnMapping column = wider.named(wider.column(), lakeName);
    TableMapping mapping = replaced(captured.mapping(), before, column);
    HeldContract.alter(table, captured)
        .addColumns(
            new StructField[] {column.field()},
            Map.of(
                TableProperty.CONTRACT,
                mapping.toJson(),
                TableProperty.COPY_PREFIX + lakeName,
                before.lakeColumn()));
    changes.record(captured, drift, "goes on in " + lakeName + ", older values are copied");
    CapturedTable followed = captured.with(mapping);
    olderRows.copy(followed);
    return followed;
  }

  private static TableMapping replaced(
      TableMapping mapping, ColumnMapping before, ColumnMapping after) {
    List<ColumnMapping> columns = new ArrayList<>(mapping.columns());
    columns.replaceAll(column -> column.column().equals(before.column()) ? after : column);
    List<String> key = new ArrayList<>(mapping.key());
    key.replaceAll(name -> name.equals(before.lakeColumn()) ? after.lakeColumn() : name);
    return mapping.with(columns, key);
  }
}
