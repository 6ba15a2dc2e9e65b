package dev.firn.cdc.sink;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.config.ChangePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.config.KeylessMode;
import dev.firn.config.MetadataColumn;
import dev.firn.error.DriftException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.schema.TableMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The columns that the rows of a table have beside those of the source, if any are asked for. */
public final class MetadataColumns {

  private final List<MetadataColumn> columns;
  private final boolean marksDeleted;

  public MetadataColumns(ChangePolicy policy) {
    this.columns = policy.metadata().stream().sorted().toList();
    this.marksDeleted = policy.deletes() == DeleteMode.SOFT;
  }

  /**
   * Copies of a row cannot be told apart, so none of them can be marked.
   *
   * @throws DriftException if deleted rows of such a table are to be marked
   */
  public static void requireMarkable(CapturedTable table) {
    boolean countsCopies =
        !table.mapping().hasKey() && table.policy().keyless() == KeylessMode.EXACT;
    if (countsCopies && table.policy().deletes() == DeleteMode.SOFT) {
      throw StreamErrors.softDeletesNeedKey(table);
    }
  }

  private List<StructField> fields() {
    List<StructField> fields = new ArrayList<>();
    columns.forEach(
        column -> fields.add(DataTypes.createStructField(column.lakeName(), type(column), true)));
    if (marksDeleted) {
      fields.add(DataTypes.createStructField(LakeTable.DELETED, DataTypes.BooleanType, true));
    }
    return fields;
  }

  private static DataType type(MetadataColumn column) {
    return switch (column) {
      case OPERATION, POSITION -> DataTypes.StringType;
      case SOURCE_TIME, APPLIED_AT -> DataTypes.TimestampType;
    };
  }

  /** The columns of rows as they are written: the source's, then these. */
  public StructType schema(TableMapping mapping) {
    List<StructField> all = new ArrayList<>(List.of(mapping.lakeSchema().fields()));
    all.addAll(fields());
    return new StructType(all.toArray(StructField[]::new));
  }

  /** The table with these columns, which are added if it was made without them. */
  public LakeTable in(LakeTables lake, LakeTable table) {
    List<String> present = List.of(table.schema().fieldNames());
    StructField[] missing =
        fields().stream()
            .filter(field -> !present.contains(field.name()))
            .toArray(StructField[]::new);
    if (missing.length == 0) {
      return table;
    }
    table.alter().addColumns(missing, Map.of());
    return lake.open(table.id());
  }

  /** True if rows are written as the source has them. */
  public boolean isEmpty() {
    return columns.isEmpty() && !marksDeleted;
  }

  /**
   * A row as it is written.
   *
   * @param by the change that made it what it is; null for a copy of which no change is known
   */
  public @Nullable Object[] row(@Nullable Object[] image, @Nullable Change by, Instant now) {
    int more = columns.size() + (marksDeleted ? 1 : 0);
    @Nullable Object[] row = Arrays.copyOf(image, image.length + more);
    int next = image.length;
    for (MetadataColumn column : columns) {
      row[next++] = by == null ? null : value(column, by, now);
    }
    if (marksDeleted) {
      row[next] = by != null && isDelete(by);
    }
    return row;
  }

  private static boolean isDelete(Change by) {
    return switch (by.operation()) {
      case DELETE, TRUNCATE -> true;
      case CREATE, READ, UPDATE -> false;
    };
  }

  private static @Nullable Object value(MetadataColumn column, Change by, Instant now) {
    EventPlace place = by.place();
    return switch (column) {
      case OPERATION -> Character.toString(by.operation().code());
      case POSITION -> place.position().isEmpty() ? null : place.position();
      case SOURCE_TIME ->
          place.sourceMillis() < 0 ? null : Instant.ofEpochMilli(place.sourceMillis());
      case APPLIED_AT -> now;
    };
  }
}
