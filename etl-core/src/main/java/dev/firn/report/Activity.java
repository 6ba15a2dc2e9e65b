package dev.firn.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run that may last for months did when: in steps of the same length, of which there are
 * never more than a picture has room for. They double when time goes on.
 */
public final class Activity {

  static final int MAX_STEPS = 120;

  private static final long UNKNOWN = -1;

  private final Instant start;
  private long stepMillis = 1000;
  private final Map<String, long[]> events = new TreeMap<>();
  private final long[] waiting = new long[MAX_STEPS];

  public Activity(Instant start) {
    this.start = start;
    Arrays.fill(waiting, UNKNOWN);
  }

  /** Adds what was applied to a table. */
  public synchronized void applied(String table, long count, Instant at) {
    int step = stepOf(at);
    events.computeIfAbsent(table, name -> new long[MAX_STEPS])[step] += count;
  }

  /** Notes how many events wait. */
  public synchronized void waiting(long count, Instant at) {
    int step = stepOf(at);
    waiting[step] = Math.max(waiting[step], count);
  }

  private int stepOf(Instant at) {
    long since = Math.max(0, Duration.between(start, at).toMillis());
    while (since / stepMillis >= MAX_STEPS) {
      events.values().forEach(steps -> merge(steps, false));
      merge(waiting, true);
      stepMillis *= 2;
    }
    return (int) (since / stepMillis);
  }

  /** Two steps become one. */
  private static void merge(long[] steps, boolean isLevel) {
    for (int i = 0; i < MAX_STEPS / 2; i++) {
      long one = steps[2 * i];
      long other = steps[2 * i + 1];
      steps[i] = isLevel ? Math.max(one, other) : one + other;
    }
    Arrays.fill(steps, MAX_STEPS / 2, MAX_STEPS, isLevel ? UNKNOWN : 0);
  }

  /**
   * What there is up to now.
   *
   * @param events by table, per step
   * @param waiting the most in each step
   */
  public record Seen(
      Instant from, Instant to, Duration step, Map<String, List<Long>> events, List<Long> waiting) {

    /** The instant at which a step begins. */
    public Instant begin(int index) {
      return from.plus(step.multipliedBy(index));
    }

    /** Events of all tables in a second, per step. */
    public List<Double> rates() {
      List<Double> rates = new ArrayList<>();
      for (int i = 0; i < waiting.size(); i++) {
        int at = i;
        long all = events.values().stream().mapToLong(steps -> steps.get(at)).sum();
        rates.add(all * 1000.0 / step.toMillis());
      }
      return rates;
    }
  }

  public synchronized Seen until(Instant now) {
    int steps = Math.min(MAX_STEPS, stepOf(now) + 1);
    Map<String, List<Long>> all = new TreeMap<>();
    events.forEach((table, counts) -> all.put(table, list(counts, steps)));
    Duration step = Duration.ofMillis(stepMillis);
    return new Seen(start, start.plus(step.multipliedBy(steps)), step, all, levels(steps));
  }

  /** Where nobody has counted, it is as it was before. */
  private List<Long> levels(int steps) {
    List<Long> levels = new ArrayList<>();
    long level = 0;
    for (int i = 0; i < steps; i++) {
      level = waiting[i] == UNKNOWN ? level : waiting[i];
      levels.add(level);
    }
    return levels;
  }

  private static List<Long> list(long[] values, int steps) {
    return Arrays.stream(values, 0, steps).boxed().toList();
  }
}
