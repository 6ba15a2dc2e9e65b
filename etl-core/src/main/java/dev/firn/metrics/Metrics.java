package dev.firn.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What a process has counted and measured. What happens in tasks on other machines is not counted
 * there, but where their results are published.
 */
public final class Metrics {

  /** More names of tables would be a burden for who keeps the numbers. */
  static final int MAX_TABLES = 500;

  /** The table that all tables beyond the limit are. */
  static final String OTHERS = "other";

  private static final Metrics PROCESS = new Metrics(MAX_TABLES);

  /** What a series has come to. */
  private static final class Value {
    private double sum;
    private long count;
  }

  /**
   * What one series of a metric says.
   *
   * @param labels the values of the metric's labels, in their order
   * @param count of the observations of a summary
   */
  public record Sample(Metric metric, List<String> labels, double value, long count) {}

  private final int maxTables;
  private final Map<Metric, Map<List<String>, Value>> values = new EnumMap<>(Metric.class);

  /** In the order in which they were met first, so that none loses its name. */
  private final Set<String> tables = new LinkedHashSet<>();

  private final List<Runnable> refreshers = new CopyOnWriteArrayList<>();
  private final List<Consumer<Sample>> watchers = new CopyOnWriteArrayList<>();
  private String command = "";
  private String source = "";

  Metrics(int maxTables) {
    this.maxTables = maxTables;
  }

  /** Those of this process, which is one run of one command. */
  public static Metrics ofProcess() {
    return PROCESS;
  }

  /**
   * A run begins: nothing is counted yet.
   *
   * @param command as it is typed
   */
  public synchronized void begin(String command, String source) {
    this.command = command;
    this.source = source;
    values.clear();
    tables.clear();
    refreshers.clear();
    watchers.clear();
  }

  /** True if this is the run that was begun. */
  public synchronized boolean isOf(String ofCommand, String ofSource) {
    return command.equals(ofCommand) && source.equals(ofSource);
  }

  synchronized String command() {
    return command;
  }

  synchronized String source() {
    return source;
  }

  /** Adds to a counter. */
  public void add(Metric counter, double amount, String... labels) {
    require(counter, Metric.Kind.COUNTER, labels);
    if (amount > 0) {
      tell(counter, labels, value -> value.sum += amount);
    }
  }

  /** Adds one to a counter. */
  public void count(Metric counter, String... labels) {
    add(counter, 1, labels);
  }

  /** Sets a gauge. */
  public void set(Metric gauge, double number, String... labels) {
    require(gauge, Metric.Kind.GAUGE, labels);
    tell(gauge, labels, value -> value.sum = number);
  }

  /** Notes one more value of a summary. */
  public void observe(Metric summary, double number, String... labels) {
    require(summary, Metric.Kind.SUMMARY, labels);
    tell(
        summary,
        labels,
        value -> {
          value.sum += number;
          value.count++;
        });
  }

  private void tell(Metric metric, String[] labels, Consumer<Value> change) {
    List<String> key = List.of(labels);
    boolean isNew;
    synchronized (this) {
      Map<List<String>, Value> series =
          values.computeIfAbsent(metric, none -> new LinkedHashMap<>());
      isNew = !series.containsKey(key);
      change.accept(series.computeIfAbsent(key, none -> new Value()));
      int table = metric.labels().indexOf(Metric.TABLE);
      if (table >= 0 && tables.size() < maxTables) {
        tables.add(labels[table]);
      }
    }
    if (isNew) {
      Sample sample = sample(metric, capped(metric, key));
      watchers.forEach(watcher -> watcher.accept(sample));
    }
  }

  private static void require(Metric metric, Metric.Kind kind, String[] labels) {
    if (metric.kind() != kind || metric.labels().size() != labels.length) {
      throw new IllegalArgumentException(
          "%s is a %s with the labels %s, not a %s of %s"
              .formatted(
                  metric.id(),
                  metric.kind().word(),
                  metric.labels(),
                  kind.word(),
                  Arrays.toString(labels)));
    }
  }

  /** Is to be done before values are read, for those that change with time alone. */
  public void refreshBy(Runnable refresher) {
    refreshers.add(refresher);
  }

  /** Brings values up to date that change with time alone. */
  public void refresh() {
    for (Runnable refresher : refreshers) {
      try {
        refresher.run();
      } catch (RuntimeException ignored) {
        // What cannot be told keeps nobody from his work, nor from the other numbers.
      }
    }
  }

  /** Tells of each series that there is, and of each that comes. */
  public void watch(Consumer<Sample> watcher) {
    watchers.add(watcher);
    for (Metric metric : Metric.values()) {
      samples(metric).forEach(watcher);
    }
  }

  /** What a metric says now; tables beyond the limit are one. */
  public synchronized List<Sample> samples(Metric metric) {
    Map<List<String>, Value> capped = new LinkedHashMap<>();
    values
        .getOrDefault(metric, Collections.emptyMap())
        .forEach(
            (labels, value) -> {
              List<String> key = capped(metric, labels);
              Value before = capped.get(key);
              Value merged = new Value();
              merged.sum = before == null ? value.sum : metric.merging().of(before.sum, value.sum);
              merged.count = value.count + (before == null ? 0 : before.count);
              capped.put(key, merged);
            });
    List<Sample> samples = new ArrayList<>();
    capped.forEach((key, value) -> samples.add(new Sample(metric, key, value.sum, value.count)));
    return samples;
  }

  /**
   * What a series says now.
   *
   * @param labels as a sample of the metric has them
   */
  public synchronized Sample sample(Metric metric, List<String> labels) {
    Value value = values.getOrDefault(metric, Collections.emptyMap()).get(labels);
    if (value != null && capped(metric, labels).equals(labels)) {
      return new Sample(metric, labels, value.sum, value.count);
    }
    return samples(metric).stream()
        .filter(sample -> sample.labels().equals(labels))
        .findFirst()
        .orElseGet(() -> new Sample(metric, labels, 0, 0));
  }

  private synchronized List<String> capped(Metric metric, List<String> labels) {
    int table = metric.labels().indexOf(Metric.TABLE);
    if (table < 0 || tables.contains(labels.get(table))) {
      return labels;
    }
    List<String> others = new ArrayList<>(labels);
    others.set(table, OTHERS);
    return List.copyOf(others);
  }
}
