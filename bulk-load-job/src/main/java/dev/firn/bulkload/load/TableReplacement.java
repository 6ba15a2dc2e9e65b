package dev.firn.bulkload.load;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.LoadTarget;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Decides how the content of a lake table can be replaced: as a new table, or in the old one. */
final class TableReplacement {

  private final LakeTables lake;
  private final int formatVersion;

  /** Columns get another type, and the table another layout, where those have changed. */
  private final boolean startsAfresh;

  TableReplacement(LakeTables lake, BulkLoadRequest request) {
    this.lake = lake;
    this.formatVersion = request.source().formatVersion();
    this.startsAfresh = request.freshStart();
  }

  LoadTarget prepare(TablePlan.Load plan) {
    return lake.find(plan.route().target())
        .map(table -> adapt(table, plan))
        .orElseGet(
            () ->
                lake.createLater(
                    plan.route().target(),
                    plan.mapping().lakeSchema(),
                    plan.layout(),
                    formatVersion));
  }

  private LoadTarget adapt(LakeTable table, TablePlan.Load plan) {
    requireOurs(table, plan.route().source());
    List<StructField> added = new ArrayList<>();
    List<StructField> changed = new ArrayList<>();
    StructType present = table.schema();
    for (StructField wanted : plan.mapping().lakeSchema().fields()) {
      if (!Arrays.asList(present.fieldNames()).contains(wanted.name())) {
        added.add(wanted);
      } else if (!present.apply(wanted.name()).dataType().equals(wanted.dataType())) {
        changed.add(wanted);
      }
    }
    List<StructField> others = changed.stream().filter(column -> !table.widensTo(column)).toList();
    if (!others.isEmpty() && !startsAfresh) {
      throw BulkLoadErrors.columnTypesDiffer(
          plan.route().source(),
          table.id(),
          others.stream().map(column -> difference(column, present)).toList());
    }
    return table.replaceRows(lake, changed, added, startsAfresh ? plan.layout() : null);
  }

  /** A table of the same name may be somebody else's, or hold another source table. */
  private static void requireOurs(LakeTable table, TableId source) {
    Optional<TableId> held = table.state().findContract().map(TableMapping::source);
    if (held.isEmpty() || !held.get().equals(source)) {
      throw BulkLoadErrors.lakeTableIsTaken(source, table.id(), held);
    }
  }

  private static String difference(StructField wanted, StructType present) {
    return "column "
        + wanted.name()
        + " is "
        + present.apply(wanted.name()).dataType().simpleString()
        + " in the lake and "
        + wanted.dataType().simpleString()
        + " at the source";
  }
}
