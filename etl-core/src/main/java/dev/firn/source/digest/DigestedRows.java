package dev.firn.source.digest;

import dev.firn.model.ReadSplit;
import java.util.BitSet;
import java.util.List;

/** The rows of a table at one instant, of which the database sends digests instead of values. */
public interface DigestedRows {

  /** How the same digests are made of rows of the lake. */
  RowDigest digest();

  /**
   * What rows come to that have the same lowest bits of their key's digest.
   *
   * @param buckets a power of two
   */
  DigestSums sums(int buckets);

  /**
   * The same slices without the rows that are in none of some buckets.
   *
   * @param buckets a power of two
   */
  List<ReadSplit> within(int buckets, BitSet wanted);

  /**
   * The same without the rows that are in none of some buckets.
   *
   * @param buckets a power of two
   */
  DigestedRows only(int buckets, BitSet wanted);

  /** A row by its digests, and where the database has it. */
  record Place(long key, long high, long low, int relation, int page, int line) {}

  /**
   * The rows that are in some of the buckets.
   *
   * @param buckets a power of two
   */
  List<Place> rows(int buckets, BitSet wanted);

  /** Slices that have the rows at some places and no others, to be read at the same instant. */
  List<ReadSplit> splits(List<Place> places);
}
