package dev.firn.bulkload.level;

import dev.firn.bulkload.level.LakeDigests.Digested;
import dev.firn.source.digest.DigestedRows.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What differs between the rows of both sides.
 *
 * @param keys the digests of their keys
 * @param places of all rows of the source with these keys
 */
record Difference(Set<Long> keys, List<Place> places) {

  /** Sorts out rows of buckets that differ: most of them are the same on both sides. */
  static Difference of(List<Place> source, List<Digested> lake) {
    Map<Digested, Integer> counts = new HashMap<>();
    source.forEach(
        row -> counts.merge(new Digested(row.key(), row.high(), row.low()), 1, Integer::sum));
    lake.forEach(row -> counts.merge(row, -1, Integer::sum));
    Set<Long> keys = new HashSet<>();
    counts.forEach(
        (row, surplus) -> {
          if (surplus != 0) {
            keys.add(row.key());
          }
        });
    List<Place> places = new ArrayList<>(source);
    places.removeIf(row -> !keys.contains(row.key()));
    return new Difference(keys, places);
  }
}
