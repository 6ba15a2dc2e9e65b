package dev.firn.cdc.sink.shape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Lets a shape have the columns of its mirror, whatever became of these: Iceberg's number of a
 * mirror's column stays the same under another name and a wider type.
 */
final class ShapeColumns {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A column in which another one goes on that could not get its type. */
  private static final Pattern GOES_ON = Pattern.compile("(.+)__v\\d+");

  private final LakeTables lake;
  private final LakeTableId id;
  private final LakeTableId mirrorId;
  private final BiFunction<ColumnMapping, @Nullable String, @Nullable String> fill;

  /**
   * @param fill what older rows are to be given in a column that was added, by the one that it goes
   *     on from; null for nothing
   */
  ShapeColumns(
      LakeTables lake,
      LakeTableId id,
      LakeTableId mirrorId,
      BiFunction<ColumnMapping, @Nullable String, @Nullable String> fill) {
    this.lake = lake;
    this.id = id;
    this.mirrorId = mirrorId;
    this.fill = fill;
  }

  /** What a shape that is made now notes of the mirror's columns. */
  static String of(TableMapping mapping, LakeTable mirror) {
    Map<Integer, String> names = new TreeMap<>();
    mapping.columns().forEach(column -> names.put(number(column, mirror), column.lakeColumn()));
    return write(names);
  }

  private static int number(ColumnMapping column, LakeTable mirror) {
    Integer number = mirror.columnNumbers().get(column.lakeColumn());
    if (number == null) {
      throw GapErrors.contractIsAnother(mirror.id());
    }
    return number;
  }

  void follow(CapturedTable target, String contract) {
    LakeTable mirror = lake.open(mirrorId);
    TableMapping mapping = target.mapping();
    Map<Integer, String> names = read(lake.open(id).state().findShapeColumns().orElse("{}"));
    List<ColumnMapping> missing = new ArrayList<>();
    for (ColumnMapping column : mapping.columns()) {
      int number = number(column, mirror);
      String held = names.get(number);
      if (held == null) {
        missing.add(column);
        continue;
      }
      if (!held.equals(column.lakeColumn())) {
        makeWay(column.lakeColumn(), names);
        names.put(number, column.lakeColumn());
        rename(held, column.lakeColumn(), names);
      }
      if (!type(column).equals(column.sparkType()) && !widen(column)) {
        // The load of its mirror has replaced it.
        names.remove(number);
        missing.add(column);
      }
    }
    add(missing, mapping, mirror, names);
    lake.open(id)
        .alter()
        .setProperties(
            Map.of(
                TableProperty.SHAPE_CONTRACT, contract, TableProperty.SHAPE_COLUMNS, write(names)));
  }

  private DataType type(ColumnMapping column) {
    return lake.open(id).schema().apply(column.lakeColumn()).dataType();
  }

  private boolean widen(ColumnMapping column) {
    LakeTable own = lake.open(id);
    if (!own.widensTo(column.field())) {
      return false;
    }
    own.alter().widenColumn(column.field(), Map.of());
    return true;
  }

  private void rename(String from, String to, Map<Integer, String> names) {
    lake.open(id).alter().renameColumn(from, to, Map.of(TableProperty.SHAPE_COLUMNS, write(names)));
  }

  /** What has the name now is of another column, which keeps its values under another name. */
  private void makeWay(String name, Map<Integer, String> names) {
    Set<String> taken = Set.of(lake.open(id).schema().fieldNames());
    if (!taken.contains(name)) {
      return;
    }
    int number = 1;
    while (taken.contains(name + "__before" + number)) {
      number++;
    }
    String free = name + "__before" + number;
    names.replaceAll((column, held) -> held.equals(name) ? free : held);
    rename(name, free, names);
  }

  private void add(
      List<ColumnMapping> columns,
      TableMapping mapping,
      LakeTable mirror,
      Map<Integer, String> names) {
    if (columns.isEmpty()) {
      return;
    }
    List<StructField> fields = new ArrayList<>();
    Map<String, String> properties = new HashMap<>();
    for (ColumnMapping column : columns) {
      makeWay(column.lakeColumn(), names);
      names.put(number(column, mirror), column.lakeColumn());
      fields.add(column.field());
      String value = fill.apply(column, former(column, mapping));
      if (value != null) {
        properties.put(TableProperty.SHAPE_FILL_PREFIX + column.lakeColumn(), value);
      }
    }
    properties.put(TableProperty.SHAPE_COLUMNS, write(names));
    lake.open(id).alter().addColumns(fields.toArray(StructField[]::new), properties);
  }

  /** The column that this one goes on from, which has left the contract; null if it is new. */
  private @Nullable String former(ColumnMapping column, TableMapping mapping) {
    Matcher goesOn = GOES_ON.matcher(column.lakeColumn());
    if (!goesOn.matches()) {
      return null;
    }
    String base = goesOn.group(1);
    boolean isOther = mapping.columns().stream().anyMatch(other -> other.lakeColumn().equals(base));
    return isOther || !Set.of(lake.open(id).schema().fieldNames()).contains(base) ? null : base;
  }

  private static String write(Map<Integer, String> names) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(names));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<Integer, String> read(String text) {
    try {
      return JSON.readValue(text, new TypeReference<TreeMap<Integer, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read the names of columns: " + text, e);
    }
  }
}
