package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.source.oracle.catalog.Extent;
import dev.firn.source.oracle.catalog.TablePart;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A statement of each kind that reads rows. */
public final class ReadStatements {

  private static final BigDecimal SCN = BigDecimal.valueOf(8_812_345_678L);

  private ReadStatements() {}

  public static Map<String, String> all(TableMapping mapping, TableId table) {
    Map<String, String> all = new LinkedHashMap<>();
    TablePart whole = new TablePart("", false, 73_196);
    add(all, "rows", mapping, Tiling.whole(table, whole));
    add(all, "rows of a partition", mapping, Tiling.whole(table, new TablePart("P1", false, 1)));
    add(all, "rows of a subpartition", mapping, Tiling.whole(table, new TablePart("S1", true, 1)));
    int place = 1;
    List<Extent> extents = List.of(new Extent("", 4, 128, 3));
    for (OracleSplit split : Tiling.byAddress(table, whole, extents, 1)) {
      add(all, "rows by address " + place++, mapping, split);
    }
    place = 1;
    for (OracleSplit split :
        Tiling.byKey(
            table,
            whole,
            new Tiling.KeyEnds(mapping.columns().get(0).column(), BigDecimal.ONE, BigDecimal.TEN),
            3)) {
      add(all, "rows by key " + place++, mapping, split);
    }
    all.put("sizes of numbers", MeasureStatement.of(table, List.of("ID", "lower Case")));
    all.put("count", SelectStatement.count(table, SCN).sql());
    all.put(
        "ends of a key", SelectStatement.ends(table, mapping.columns().get(0).column(), SCN).sql());
    return all;
  }

  private static void add(
      Map<String, String> all, String name, TableMapping mapping, OracleSplit split) {
    all.put(name, SelectStatement.rows(mapping, split, SCN).sql());
  }
}
