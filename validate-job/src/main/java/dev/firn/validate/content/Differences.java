package dev.firn.validate.content;

import dev.firn.row.RowKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the rows of both sides differ, in numbers and by some of the keys.
 *
 * @param counts rows that are missing, extra, changed and doubled
 * @param columns in which changed rows differ
 * @param complete false if there are so many that only a part was looked into
 * @param rows at most as many as were asked for
 * @param keys of all rows that differ; none if the table has no key
 */
public record Differences(
    Counts counts,
    List<String> columns,
    boolean complete,
    List<DifferingRow> rows,
    List<RowKey> keys) {

  /** Both sides are equal, or nobody has looked. */
  public static final Differences NONE =
      new Differences(new Counts(0, 0, 0, 0), List.of(), true, List.of(), List.of());

  public Differences {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    keys = List.copyOf(keys);
  }

  /** These, and those of other rows of the same table. */
  public Differences and(Differences others) {
    return new Differences(
        counts.and(others.counts),
        Stream.concat(columns.stream(), others.columns.stream()).distinct().toList(),
        complete && others.complete,
        Stream.concat(rows.stream(), others.rows.stream()).toList(),
        Stream.concat(keys.stream(), others.keys.stream()).toList());
  }

  /** Rows by how they differ. */
  public record Counts(long missing, long extra, long changed, long doubled) {

    public static Counts of(Map<DifferenceKind, Long> rows) {
      return new Counts(
          rows.getOrDefault(DifferenceKind.MISSING, 0L),
          rows.getOrDefault(DifferenceKind.EXTRA, 0L),
          rows.getOrDefault(DifferenceKind.CHANGED, 0L),
          rows.getOrDefault(DifferenceKind.DOUBLED, 0L));
    }

    Counts and(Counts others) {
      return new Counts(
          missing + others.missing,
          extra + others.extra,
          changed + others.changed,
          doubled + others.doubled);
    }

    public long total() {
      return missing + extra + changed + doubled;
    }
  }
}
