package dev.firn.validate.check;

import dev.firn.schema.ColumnMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;

/** Are the lake table's columns those of its contract? */
public final class LakeColumns implements TableCheck {

  /** Columns that Firn itself adds begin so. */
  private static final String OURS = "_cdc_";

  @Override
  public Findings check(CheckedTable table) {
    Map<String, DataType> there = new TreeMap<>();
    Arrays.stream(table.lake().schema().fields())
        .forEach(field -> there.put(field.name(), field.dataType()));
    List<String> problems = new ArrayList<>();
    for (ColumnMapping column : table.contract().columns()) {
      DataType type = there.remove(column.lakeColumn());
      if (type == null) {
        problems.add("column %s is not in the lake".formatted(column.lakeColumn()));
      } else if (!isSame(type, column.sparkType())) {
        problems.add(
            "column %s is %s in the lake and should be %s"
                .formatted(
                    column.lakeColumn(), type.simpleString(), column.sparkType().simpleString()));
      }
    }
    there.keySet().removeIf(name -> name.startsWith(OURS));
    return Findings.problems(problems)
        .withNotes(
            there.isEmpty()
                ? List.of()
                : List.of("only the lake has column " + String.join(", ", there.keySet())));
  }

  /** Whether values may be NULL is not a matter of the type. */
  static boolean isSame(DataType one, DataType other) {
    return one.simpleString().equals(other.simpleString());
  }
}
