package dev.firn.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Rows sent per split. A split that was read twice, because its task was tried again, counts once.
 */
public final class SplitCounts
    extends AccumulatorV2<Map.Entry<Integer, SentRows>, Map<Integer, SentRows>> {

  private static final long serialVersionUID = 1L;

  private final Map<Integer, SentRows> counts = new ConcurrentHashMap<>();

  public SentRows total() {
    return counts.values().stream().reduce(SentRows.NONE, SentRows::plus);
  }

  @Override
  public void add(Map.Entry<Integer, SentRows> splitAndRows) {
    counts.put(splitAndRows.getKey(), splitAndRows.getValue());
  }

  @Override
  public void merge(AccumulatorV2<Map.Entry<Integer, SentRows>, Map<Integer, SentRows>> other) {
    counts.putAll(other.value());
  }

  @Override
  public Map<Integer, SentRows> value() {
    return counts;
  }

  @Override
  public boolean isZero() {
    return counts.isEmpty();
  }

  @Override
  public AccumulatorV2<Map.Entry<Integer, SentRows>, Map<Integer, SentRows>> copy() {
    SplitCounts copy = new SplitCounts();
    copy.counts.putAll(counts);
    return copy;
  }

  @Override
  public void reset() {
    counts.clear();
  }
}
