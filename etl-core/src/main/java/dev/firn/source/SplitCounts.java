package dev.firn.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Rows sent per split. A split that was read twice, because its task was tried again, counts once.
 */
public final class SplitCounts extends AccumulatorV2<Map.Entry<Integer, Long>, Map<Integer, Long>> {

  private static final long serialVersionUID = 1L;

  private final Map<Integer, Long> counts = new ConcurrentHashMap<>();

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void add(Map.Entry<Integer, Long> splitAndRows) {
    counts.put(splitAndRows.getKey(), splitAndRows.getValue());
  }

  @Override
  public void merge(AccumulatorV2<Map.Entry<Integer, Long>, Map<Integer, Long>> other) {
    counts.putAll(other.value());
  }

  @Override
  public Map<Integer, Long> value() {
    return counts;
  }

  @Override
  public boolean isZero() {
    return counts.isEmpty();
  }

  @Override
  public AccumulatorV2<Map.Entry<Integer, Long>, Map<Integer, Long>> copy() {
    SplitCounts copy = new SplitCounts();
    copy.counts.putAll(counts);
    return copy;
  }

  @Override
  public void reset() {
    counts.clear();
  }
}
