package dev.firn.validate.content;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The rows of buckets that differ, by their hashes: most of them are equal on both sides after all,
 * the others are sorted out by key.
 */
final class SuspectRows {

  /** Key, and both halves of the row. */
  private static final int PER_ROW = 3;

  private static final int SOURCE = 0;
  private static final int LAKE = 1;

  /** A row by its hashes, on one side. */
  private record Hashed(int side, long high, long low, int piece) {

    boolean isSameAs(Hashed other) {
      return high == other.high && low == other.low;
    }
  }

  /** All rows of one key; nearly always one on each side. */
  private static final class OfKey {
    private final List<Hashed> rows = new ArrayList<>(2);

    boolean isEqual() {
      return unmatched().isEmpty();
    }

    /** The rows of both sides that have no like on the other. */
    private List<Hashed> unmatched() {
      List<Hashed> left = new ArrayList<>();
      for (Hashed row : rows) {
        if (!left.removeIf(new FirstLike(row))) {
          left.add(row);
        }
      }
      return left;
    }

    int total(int side) {
      return (int) rows.stream().filter(row -> row.side() == side).count();
    }

    DifferenceKind kind() {
      return DifferenceKind.of(total(SOURCE), total(LAKE));
    }

    /** Rows that one side has more; where both have as many, rows that differ. */
    long count() {
      int surplus = Math.abs(total(SOURCE) - total(LAKE));
      return surplus > 0 ? surplus : unmatched().size() / 2;
    }

    Set<Integer> pieces(int side) {
      return rows.stream()
          .filter(row -> row.side() == side)
          .map(Hashed::piece)
          .collect(Collectors.toSet());
    }
  }

  /** True of the first row of the other side that is like a row. */
  private static final class FirstLike implements Predicate<Hashed> {
    private final Hashed row;
    private boolean found;

    FirstLike(Hashed row) {
      this.row = row;
    }

    @Override
    public boolean test(Hashed other) {
      boolean isFirst = !found && other.side() != row.side() && other.isSameAs(row);
      found |= isFirst;
      return isFirst;
    }
  }

  /**
   * A key whose rows differ.
   *
   * @param sourcePieces where the source has rows of it
   */
  record Key(
      long hash,
      DifferenceKind kind,
      long count,
      int sourceRows,
      int lakeRows,
      Collection<Integer> sourcePieces,
      Collection<Integer> lakePieces) {}

  private final Map<Long, OfKey> keys = new LinkedHashMap<>();

  /** The rows of a piece that are in some buckets. */
  record Found(int piece, long[] hashes) implements Serializable {

    static Found in(
        int piece, Iterator<InternalRow> rows, RowShape shape, List<Buckets.Chosen> chosen) {
      RowHash hash = new RowHash(shape);
      long[] found = new long[PER_ROW * 64];
      int size = 0;
      while (rows.hasNext()) {
        hash.take(rows.next());
        if (chosen.stream().allMatch(one -> one.has(hash.key()))) {
          if (size == found.length) {
            found = Arrays.copyOf(found, 2 * size);
          }
          found[size] = hash.key();
          found[size + 1] = hash.high();
          found[size + 2] = hash.low();
          size += PER_ROW;
        }
      }
      return new Found(piece, Arrays.copyOf(found, size));
    }
  }

  void addSource(Found found) {
    add(SOURCE, found);
  }

  void addLake(Found found) {
    add(LAKE, found);
  }

  private synchronized void add(int side, Found found) {
    long[] hashes = found.hashes();
    for (int i = 0; i < hashes.length; i += PER_ROW) {
      keys.computeIfAbsent(hashes[i], key -> new OfKey())
          .rows
          .add(new Hashed(side, hashes[i + 1], hashes[i + 2], found.piece()));
    }
  }

  /** Those whose rows are not the same on both sides. */
  List<Key> differing() {
    List<Key> differing = new ArrayList<>();
    keys.forEach(
        (hash, rows) -> {
          if (!rows.isEqual()) {
            differing.add(
                new Key(
                    hash,
                    rows.kind(),
                    rows.count(),
                    rows.total(SOURCE),
                    rows.total(LAKE),
                    rows.pieces(SOURCE),
                    rows.pieces(LAKE)));
          }
        });
    return differing;
  }
}
