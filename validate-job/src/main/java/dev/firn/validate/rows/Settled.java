package dev.firn.validate.rows;

import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.validate.content.DifferenceKind;
import dev.firn.validate.content.Differences;
import dev.firn.validate.content.DifferingRow;
import dev.firn.validate.content.RowImages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * What became of rows that were not the same on both sides when they were seen first.
 *
 * @param differing keys whose rows differ although nobody has changed them meanwhile
 * @param moving keys that were changed each time they were looked at
 * @param agreeing how many are the same on both sides after all
 * @param source what the source has of the keys that differ
 * @param lake what the lake has of them
 */
public record Settled(
    List<RowKey> differing, List<RowKey> moving, int agreeing, RowImages source, RowImages lake) {

  public Settled {
    differing = List.copyOf(differing);
    moving = List.copyOf(moving);
  }

  /** Rows that were found to differ, with what both sides had of them. */
  static final class Collected {
    private final List<RowKey> differing = new ArrayList<>();
    private final RowImages source;
    private final RowImages lake;

    /**
     * @param source to be filled
     * @param lake to be filled
     */
    Collected(RowImages source, RowImages lake) {
      this.source = source;
      this.lake = lake;
    }

    void add(RowKey key, RowImages there, RowImages here) {
      differing.add(key);
      source.take(key, there);
      lake.take(key, here);
    }

    Settled settled(Collection<RowKey> suspects, Set<RowKey> moving) {
      return new Settled(
          differing,
          List.copyOf(moving),
          suspects.size() - differing.size() - moving.size(),
          source,
          lake);
    }
  }

  /**
   * The differences that are left.
   *
   * @param compared the columns that were looked at
   * @param complete false if not all rows that may differ were looked at
   * @param maxShown rows that are told with their values
   */
  public Differences differences(TableMapping compared, boolean complete, int maxShown) {
    Map<DifferenceKind, Long> counts = new EnumMap<>(DifferenceKind.class);
    Set<String> columns = new LinkedHashSet<>();
    List<DifferingRow> shown = new ArrayList<>();
    for (RowKey key : differing) {
      counts.merge(source.kind(key, lake), source.differing(key, lake), Long::sum);
      List<DifferingRow.Pair> pairs = pairs(compared, key);
      pairs.forEach(pair -> columns.add(pair.column()));
      if (shown.size() < maxShown) {
        shown.add(
            new DifferingRow(
                source.kind(key, lake),
                named(compared, key),
                source.count(key),
                lake.count(key),
                pairs));
      }
    }
    return new Differences(
        Differences.Counts.of(counts), List.copyOf(columns), complete, shown, differing);
  }

  private static List<DifferingRow.Value> named(TableMapping compared, RowKey key) {
    List<DifferingRow.Value> values = new ArrayList<>();
    for (int i = 0; i < compared.key().size(); i++) {
      values.add(new DifferingRow.Value(compared.key().get(i), key.value(i)));
    }
    return values;
  }

  private List<DifferingRow.Pair> pairs(TableMapping compared, RowKey key) {
    List<Row> there = source.rows(key);
    List<Row> here = lake.rows(key);
    List<DifferingRow.Pair> pairs = new ArrayList<>();
    if (there.isEmpty() || here.isEmpty()) {
      return pairs;
    }
    List<ColumnMapping> columns = compared.columns();
    for (int i = 0; i < columns.size(); i++) {
      Object one = there.get(0).get(i);
      Object other = here.get(0).get(i);
      if (!RowKey.isSame(one, other)) {
        pairs.add(new DifferingRow.Pair(columns.get(i).lakeColumn(), one, other));
      }
    }
    return pairs;
  }
}
