package dev.firn.bulkload;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.firn.error.DriftException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes a lake table fit for a load: creates it, or widens the one that is there. */
final class TableReplacement {

  private final LakeTables lake;
  private final int formatVersion;
  private final boolean mayDrop;

  /**
   * @param mayDrop true to drop a table whose columns have another type than the source's now
   */
  TableReplacement(LakeTables lake, int formatVersion, boolean mayDrop) {
    this.lake = lake;
    this.formatVersion = formatVersion;
    this.mayDrop = mayDrop;
  }

  LakeTable prepare(LakeTableId id, TableMapping mapping) {
    return lake.find(id).map(table -> adapt(table, mapping)).orElseGet(() -> create(id, mapping));
  }

  private LakeTable create(LakeTableId id, TableMapping mapping) {
    return lake.create(
        id, mapping.lakeSchema(), formatVersion, Map.of(TableProperty.CONTRACT, mapping.toJson()));
  }

  private LakeTable adapt(LakeTable table, TableMapping mapping) {
    if (table.findProperty(TableProperty.CONTRACT).isEmpty()) {
      throw new DriftException(
          "Cannot load "
              + mapping.source()
              + ": lake table "
              + table.id()
              + " exists and was not made by Firn. Rename it, or choose another"
              + " iceberg_namespace.");
    }
    List<StructField> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    StructType present = table.schema();
    for (StructField wanted : mapping.lakeSchema().fields()) {
      if (!Arrays.asList(present.fieldNames()).contains(wanted.name())) {
        added.add(wanted);
      } else if (!present.apply(wanted.name()).dataType().equals(wanted.dataType())) {
        changed.add(
            wanted.name()
                + " is "
                + present.apply(wanted.name()).dataType().simpleString()
                + " in the lake and "
                + wanted.dataType().simpleString()
                + " at the source");
      }
    }
    if (!changed.isEmpty()) {
      return replace(table, mapping, changed);
    }
    if (!added.isEmpty()) {
      table.addColumns(
          added.toArray(StructField[]::new), Map.of(TableProperty.CONTRACT, mapping.toJson()));
    }
    return table;
  }

  private LakeTable replace(LakeTable table, TableMapping mapping, List<String> changed) {
    if (!mayDrop) {
      throw new DriftException(
          "Cannot load "
              + mapping.source()
              + " into "
              + table.id()
              + ": column "
              + String.join(", column ", changed)
              + ". Use --fresh-start to replace the table.");
    }
    lake.drop(table.id());
    return create(table.id(), mapping);
  }

  /** The rows with NULL in the columns that only the lake still has. */
  Dataset<Row> inColumnsOf(LakeTable table, Dataset<Row> rows) {
    List<String> sent = Arrays.asList(rows.columns());
    Column[] columns =
        Arrays.stream(table.schema().fields())
            .map(
                field ->
                    sent.contains(field.name())
                        ? col("`" + field.name().replace("`", "``") + "`")
                        : lit(null).cast(field.dataType()).as(field.name()))
            .toArray(Column[]::new);
    return rows.select(columns);
  }
}
