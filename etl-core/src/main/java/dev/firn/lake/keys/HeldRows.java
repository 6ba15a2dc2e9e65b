package dev.firn.lake.keys;

import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of some keys as one snapshot of a table has them, and where they are.
 *
 * <p>A data file never changes. So what was found in one snapshot is brought to one that followed
 * by looking at what is deleted of the files that both have, and for the keys in those that only
 * the later one has, whoever has made them.
 */
public final class HeldRows {

  private final KeyLookup lookup;
  private final Collection<RowKey> keys;
  private final @Nullable KeyScan scan;
  private final List<String> columns;
  private final int[] ordinals;
  private final Map<RowKey, List<Held>> rows = new HashMap<>();

  /** A row, and where it is. */
  private record Held(String file, long position, @Nullable Object[] values) {}

  private record Place(String file, long position) {}

  private HeldRows(
      KeyLookup lookup,
      Collection<RowKey> keys,
      @Nullable KeyScan scan,
      List<String> columns,
      int[] ordinals) {
    this.lookup = lookup;
    this.keys = keys;
    this.scan = scan;
    this.columns = List.copyOf(columns);
    this.ordinals = ordinals.clone();
  }

  /**
   * Looks for the rows in a snapshot.
   *
   * @param scan where they can be; null for nowhere
   * @param columns of the table, among them those of the key
   * @param ordinals of the key's columns among them
   */
  public static HeldRows find(
      KeyLookup lookup,
      Collection<RowKey> keys,
      @Nullable KeyScan scan,
      List<String> columns,
      int[] ordinals) {
    HeldRows found = new HeldRows(lookup, keys, scan, columns, ordinals);
    if (scan != null && !keys.isEmpty()) {
      found.add(scan);
    }
    return found;
  }

  /**
   * The rows of the same keys in a later snapshot.
   *
   * @param later where they can be then; null for nowhere
   */
  public HeldRows in(@Nullable KeyScan later) {
    if (scan == null || later == null || !later.follows(scan)) {
      return find(lookup, keys, later, columns, ordinals);
    }
    KeyScan news = later.beyond(scan);
    if (later.needsSpark() || !lookup.isReadHere(keys, news)) {
      return find(lookup, keys, later, columns, ordinals);
    }
    HeldRows found = new HeldRows(lookup, keys, later, columns, ordinals);
    Map<String, LongPredicate> staying = new HashMap<>();
    rows.forEach(
        (key, held) ->
            held.stream()
                .filter(
                    row ->
                        staying
                            .computeIfAbsent(row.file(), file -> later.staying(file, scan))
                            .test(row.position()))
                .forEach(row -> found.add(key, row)));
    found.add(news);
    return found;
  }

  private void add(KeyScan files) {
    lookup.visit(
        keys,
        files,
        columns,
        ordinals,
        (key, values, file, position) -> add(key, new Held(file, position, values)));
  }

  private void add(RowKey key, Held row) {
    rows.computeIfAbsent(key, none -> new ArrayList<>(1)).add(row);
  }

  /** The values of the rows with a key. */
  public List<@Nullable Object[]> of(RowKey key) {
    List<@Nullable Object[]> values = new ArrayList<>(1);
    rows.getOrDefault(key, List.of()).forEach(row -> values.add(row.values()));
    return values;
  }

  /** True if no row of a key came, went or was written anew between the two snapshots. */
  public boolean isUntouched(RowKey key, HeldRows other) {
    return places(key).equals(other.places(key));
  }

  private Set<Place> places(RowKey key) {
    Set<Place> places = new HashSet<>();
    rows.getOrDefault(key, List.of())
        .forEach(row -> places.add(new Place(row.file(), row.position())));
    return places;
  }

  /** Where all rows of some of the keys are. */
  public RowPositions places(Collection<RowKey> some) {
    RowPositions places = new RowPositions();
    some.forEach(
        key ->
            rows.getOrDefault(key, List.of())
                .forEach(row -> places.add(row.file(), row.position())));
    return places;
  }

  /** By which the rows were looked for; null if the snapshot has none. */
  public @Nullable KeyScan scan() {
    return scan;
  }
}
