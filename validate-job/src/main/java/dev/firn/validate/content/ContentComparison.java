package dev.firn.validate.content;

import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of a source at one instant with those of a lake snapshot.
 *
 * <p>Each side is read once and adds up. Only where the sums of a bucket of keys differ, its rows
 * are looked at again: first their hashes, which leaves the keys that differ, then those rows. What
 * the driver holds does not grow with the table.
 */
public final class ContentComparison {

  private static final int MIN_BUCKETS = 1 << 8;
  private static final int ROWS_PER_BUCKET = 64;

  /** How often the buckets that differ are cut into smaller ones before some are given up. */
  private static final int MAX_CUTS = 2;

  /** Keys of which it is found out in which columns they differ. */
  private static final int MAX_NAMED = 100_000;

  /** What a piece brings of them: all pieces together bring as much as was chosen before. */
  private static final int PIECE_BYTES = 64 << 10;

  private final RowShape shape;
  private final RowScan source;
  private final RowScan lake;
  private final Limits limits;

  /**
   * What the driver holds of a table, of which it may compare several at once.
   *
   * @param buckets a power of two
   * @param suspects rows of each side that are sorted out by their hashes
   */
  record Limits(int buckets, long suspects) {

    static final Limits DEFAULT = new Limits(1 << 16, 100_000);
  }

  public ContentComparison(RowShape shape, RowScan source, RowScan lake) {
    this(shape, source, lake, Limits.DEFAULT);
  }

  ContentComparison(RowShape shape, RowScan source, RowScan lake, Limits limits) {
    this.shape = shape;
    this.source = source;
    this.lake = lake;
    this.limits = limits;
  }

  /** What both sides add up to, and into which buckets. */
  private record Sums(Buckets buckets, RowSums source, RowSums lake) {

    BitSet differing() {
      return source.differingBuckets(lake);
    }

    /** Rows of the side that has more of them in some buckets. */
    long rowsIn(BitSet wanted) {
      return Math.max(
          wanted.stream().mapToLong(source::rowsIn).sum(),
          wanted.stream().mapToLong(lake::rowsIn).sum());
    }
  }

  /**
   * Reads both sides, and those rows again that differ.
   *
   * @param expectedRows as many as there may be
   * @param maxShown keys whose values are told; negative to find out only that something differs
   */
  public ContentResult compare(long expectedRows, int maxShown) {
    Sums sums = addUp(Buckets.of(buckets(expectedRows, limits.buckets())), List.of());
    List<Integer> columns = sums.source().differingColumns(sums.lake());
    boolean isEqual = sums.differing().isEmpty() && columns.isEmpty();
    return new ContentResult(
        isEqual,
        sums.source().rows(),
        sums.lake().rows(),
        columns.stream().map(shape::column).toList(),
        isEqual || maxShown < 0 ? Differences.NONE : differences(sums, maxShown));
  }

  /** Buckets that are worth their while where there are so many rows. */
  static int buckets(long rows, int max) {
    long wanted = Math.max(MIN_BUCKETS, Math.min(max, rows / ROWS_PER_BUCKET));
    return Integer.highestOneBit((int) wanted);
  }

  private Sums addUp(Buckets buckets, List<Buckets.Chosen> chosen) {
    RowSums ofSource = new RowSums(shape.columns(), buckets.count());
    RowSums ofLake = new RowSums(shape.columns(), buckets.count());
    RowScan.Work<RowSums> work = sums(shape, buckets, chosen);
    int bytes = RowSums.bytes(shape.columns(), buckets.count());
    BothSides.read(
        () -> source.run("add up", source.pieces(), bytes, work, ofSource::add),
        () -> lake.run("add up", lake.pieces(), bytes, work, ofLake::add));
    return new Sums(buckets, ofSource, ofLake);
  }

  // What travels to the tasks is made where it cannot take this along.

  private static RowScan.Work<RowSums> sums(
      RowShape shape, Buckets buckets, List<Buckets.Chosen> chosen) {
    return (piece, rows) -> RowSums.of(rows, shape, buckets, chosen);
  }

  private static RowScan.Work<SuspectRows.Found> in(RowShape shape, List<Buckets.Chosen> chosen) {
    return (piece, rows) -> SuspectRows.Found.in(piece, rows, shape, chosen);
  }

  private static RowScan.Work<List<NamedRows.Found>> among(
      RowShape shape, NamedRows.Wanted wanted) {
    return (piece, rows) -> wanted.among(rows, shape);
  }

  /** As many of the buckets as can be looked into at once, and one at least. */
  private BitSet suspects(Sums sums) {
    BitSet wanted = new BitSet();
    BitSet differing = sums.differing();
    for (int at = differing.nextSetBit(0); at >= 0; at = differing.nextSetBit(at + 1)) {
      wanted.set(at);
      if (wanted.cardinality() > 1 && sums.rowsIn(wanted) > limits.suspects()) {
        wanted.clear(at);
        break;
      }
    }
    return wanted;
  }

  private Differences differences(Sums all, int maxShown) {
    List<Buckets.Chosen> chosen = new ArrayList<>();
    Sums sums = all;
    for (int cut = 0; cut < MAX_CUTS && sums.rowsIn(sums.differing()) > limits.suspects(); cut++) {
      chosen.add(new Buckets.Chosen(sums.buckets(), sums.differing()));
      sums = addUp(sums.buckets().others(limits.buckets()), List.copyOf(chosen));
    }
    BitSet wanted = suspects(sums);
    chosen.add(new Buckets.Chosen(sums.buckets(), wanted));
    SuspectRows suspects = new SuspectRows();
    RowScan.Work<SuspectRows.Found> work = in(shape, List.copyOf(chosen));
    BothSides.read(
        () -> source.run("look for keys", source.pieces(), PIECE_BYTES, work, suspects::addSource),
        () -> lake.run("look for keys", lake.pieces(), PIECE_BYTES, work, suspects::addLake));
    List<SuspectRows.Key> keys = suspects.differing();
    Map<DifferenceKind, Long> counts = new EnumMap<>(DifferenceKind.class);
    keys.forEach(key -> counts.merge(key.kind(), key.count(), Long::sum));
    List<SuspectRows.Key> named = keys.subList(0, Math.min(MAX_NAMED, keys.size()));
    List<SuspectRows.Key> shown = shown(named, maxShown);
    Named found = name(named, shown);
    return new Differences(
        Differences.Counts.of(counts),
        found.columns(named),
        wanted.equals(sums.differing()) && named.size() == keys.size(),
        found.rows(shown),
        shape.hasKey() ? found.keys(named) : List.of());
  }

  /** Some of each kind, as far as they go. */
  private static List<SuspectRows.Key> shown(List<SuspectRows.Key> keys, int max) {
    Map<DifferenceKind, List<SuspectRows.Key>> byKind = new EnumMap<>(DifferenceKind.class);
    keys.forEach(key -> byKind.computeIfAbsent(key.kind(), kind -> new ArrayList<>()).add(key));
    List<SuspectRows.Key> shown = new ArrayList<>();
    for (int round = 0; shown.size() < Math.min(max, keys.size()); round++) {
      for (List<SuspectRows.Key> ofKind : byKind.values()) {
        if (round < ofKind.size() && shown.size() < max) {
          shown.add(ofKind.get(round));
        }
      }
    }
    return shown;
  }

  private Named name(List<SuspectRows.Key> keys, List<SuspectRows.Key> shown) {
    NamedRows.Wanted wanted = new NamedRows.Wanted(hashes(keys), hashes(shown));
    NamedRows inSource = new NamedRows();
    NamedRows inLake = new NamedRows();
    RowScan.Work<List<NamedRows.Found>> work = among(shape, wanted);
    BothSides.read(
        () ->
            source.run(
                "name keys",
                pieces(keys, SuspectRows.Key::sourcePieces),
                PIECE_BYTES,
                work,
                inSource::add),
        () ->
            lake.run(
                "name keys",
                pieces(keys, SuspectRows.Key::lakePieces),
                PIECE_BYTES,
                work,
                inLake::add));
    return new Named(inSource, inLake);
  }

  private static Set<Long> hashes(List<SuspectRows.Key> keys) {
    Set<Long> hashes = new HashSet<>();
    keys.forEach(key -> hashes.add(key.hash()));
    return hashes;
  }

  private static Set<Integer> pieces(
      List<SuspectRows.Key> keys, Function<SuspectRows.Key, Collection<Integer>> of) {
    Set<Integer> pieces = new TreeSet<>();
    keys.forEach(key -> pieces.addAll(of.apply(key)));
    return pieces;
  }

  /** The rows of both sides that differ. */
  private final class Named {
    private final NamedRows inSource;
    private final NamedRows inLake;

    Named(NamedRows inSource, NamedRows inLake) {
      this.inSource = inSource;
      this.inLake = inLake;
    }

    List<String> columns(List<SuspectRows.Key> keys) {
      Set<Integer> ordinals = new TreeSet<>();
      keys.forEach(key -> ordinals.addAll(differing(inSource.find(key.hash()), unlike(key))));
      return ordinals.stream().map(shape::column).toList();
    }

    List<RowKey> keys(List<SuspectRows.Key> keys) {
      KeyNames names = KeyNames.ofCutRows(shape);
      return keys.stream()
          .flatMap(key -> Stream.of(inSource.find(key.hash()), inLake.find(key.hash())))
          .filter(Objects::nonNull)
          .map(found -> names.of(found.name()))
          .distinct()
          .toList();
    }

    private NamedRows.@Nullable Found unlike(SuspectRows.Key key) {
      NamedRows.Found there = inSource.find(key.hash());
      return there == null
          ? inLake.find(key.hash())
          : inLake.findUnlike(key.hash(), there.columns());
    }

    private List<Integer> differing(
        NamedRows.@Nullable Found there, NamedRows.@Nullable Found here) {
      List<Integer> ordinals = new ArrayList<>();
      for (int i = 0; there != null && here != null && i < shape.columns(); i++) {
        if (there.columns()[i] != here.columns()[i]) {
          ordinals.add(i);
        }
      }
      return ordinals;
    }

    List<DifferingRow> rows(List<SuspectRows.Key> keys) {
      return keys.stream().map(this::row).toList();
    }

    private DifferingRow row(SuspectRows.Key key) {
      NamedRows.Found there = inSource.find(key.hash());
      NamedRows.Found here = unlike(key);
      Row source = values(there);
      Row lake = values(here);
      List<DifferingRow.Value> named = new ArrayList<>();
      Row any = source == null ? lake : source;
      List<Integer> ordinals =
          shape.hasKey() ? shape.key() : IntStream.range(0, shape.columns()).boxed().toList();
      for (int ordinal : ordinals) {
        named.add(
            new DifferingRow.Value(shape.column(ordinal), any == null ? null : any.get(ordinal)));
      }
      List<DifferingRow.Pair> pairs = new ArrayList<>();
      if (source != null && lake != null) {
        for (int ordinal : differing(there, here)) {
          pairs.add(
              new DifferingRow.Pair(shape.column(ordinal), source.get(ordinal), lake.get(ordinal)));
        }
      }
      return new DifferingRow(key.kind(), named, key.sourceRows(), key.lakeRows(), pairs);
    }

    private @Nullable Row values(NamedRows.@Nullable Found row) {
      return row == null || row.values() == null ? null : NamedRows.external(row.values(), shape);
    }
  }
}
