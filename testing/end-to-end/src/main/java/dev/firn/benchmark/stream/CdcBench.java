package dev.firn.benchmark.stream;

import dev.firn.benchmark.stream.Stopwatch.Time;
import dev.firn.cdc.testing.StreamRig;
import dev.firn.fault.FaultPoint;
import dev.firn.model.LakeTableId;
import dev.firn.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * The program behind {@code scripts/bench cdc}, started with spark-submit: the address of a Kafka
 * broker, the rows of the largest table, the batch size, how many batches, and how many are applied
 * before all of them: a stream runs for months, so what its JVM compiles at first is not measured.
 */
public final class CdcBench {

  private static final double PARSE_BAR = 0.25;
  private static final double SEED_BAR = 8;
  private static final double GROWTH_BAR = 0.3;
  private static final double SCAN_BAR = 1.5;
  private static final int SCANS = 5;
  private static final int READS = 5;

  /** Of each query; they are not measured. */
  private static final int FIRST_BATCHES = 2;

  private final SparkSession spark = LocalSpark.session();
  private final String bootstrapServers;
  private final int batchSize;
  private final int batches;
  private final int warmUp;

  private CdcBench(String bootstrapServers, int batchSize, int batches, int warmUp) {
    this.bootstrapServers = bootstrapServers;
    this.batchSize = batchSize;
    this.batches = batches;
    this.warmUp = warmUp;
  }

  public static void main(String[] arguments) throws Exception {
    CdcBench bench =
        new CdcBench(
            arguments[0],
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    if (!bench.run(Integer.parseInt(arguments[1]))) {
      throw new IllegalStateException("A bar does not hold");
    }
  }

  /**
   * What applying the topic to a table of one size has cost.
   *
   * @param scanRatio a full scan right after, over that of a compacted copy
   */
  private record Applied(
      String topic, double eventsPerSecond, double batchSeconds, double scanRatio) {}

  private boolean run(int largest) throws Exception {
    measure("warm", largest, warmUp);
    Applied small = measure("small", largest / 100, FIRST_BATCHES);
    Applied middle = measure("middle", largest / 10, FIRST_BATCHES);
    Applied large = measure("large", largest, FIRST_BATCHES);
    double plain = plain(large.topic());
    double seed = seed(large.topic(), largest);
    double growth = Math.log10(large.batchSeconds() / middle.batchSeconds());
    double parseRatio = large.eventsPerSecond() / plain;
    double seedRatio = large.eventsPerSecond() / seed;
    System.out.printf(
        Locale.ROOT,
        "a batch of %d events: %.2f s at %d rows, %.2f s at %d, %.2f s at %d%n",
        batchSize,
        small.batchSeconds(),
        largest / 100,
        middle.batchSeconds(),
        largest / 10,
        large.batchSeconds(),
        largest);
    System.out.printf(
        Locale.ROOT,
        "RESULT cdc events_per_s=%.0f parse_ratio=%.2f seed_ratio_10m=%.1f growth_exponent=%.2f"
            + " scan_ratio=%.2f%n",
        large.eventsPerSecond(),
        parseRatio,
        seedRatio,
        growth,
        large.scanRatio());
    return parseRatio >= PARSE_BAR
        && seedRatio >= SEED_BAR
        && growth <= GROWTH_BAR
        && large.scanRatio() <= SCAN_BAR;
  }

  /**
   * @param before batches that do not count
   */
  private Applied measure(String name, int rows, int before) throws Exception {
    try (StreamRig rig = new StreamRig(bootstrapServers, name, 0)) {
      AccountWorkload workload = new AccountWorkload(name, "accounts", rows);
      StreamRig.createTopics(bootstrapServers, List.of(workload.topic()));
      rig.create("accounts");
      LakeTableId table = rig.id("accounts");
      fill(table.quoted(), rows);
      int events = batchSize * batches;
      workload.record(rig.producer(), events + batchSize * before);
      Stopwatch watch = new Stopwatch(before);
      FaultPoint.install(watch);
      rig.consume(batchSize);
      FaultPoint.install(null);
      workload.requireHeld(spark.table(table.quoted()));
      Time time = watch.time();
      System.out.printf(
          Locale.ROOT,
          "%s: %d events in %d batches, %.2f s, %.2f CPU s%n",
          name,
          events,
          watch.batches(),
          time.seconds(),
          time.cpuSeconds());
      System.out.println("ms of a batch: " + watch.steps());
      return new Applied(
          workload.topic(),
          events / time.seconds(),
          watch.batchSeconds(),
          scanRatio(table.quoted()));
    }
  }

  private void fill(String table, long rows) throws Exception {
    spark
        .range(0, rows, 1, rows < 1_000_000 ? 1 : 4)
        .selectExpr(AccountWorkload.columns())
        .writeTo(table)
        .append();
  }

  private double scanRatio(String table) throws Exception {
    String copy = "local.compacted.copy";
    spark.sql("CREATE NAMESPACE IF NOT EXISTS local.compacted");
    spark.sql("DROP TABLE IF EXISTS " + copy);
    spark.table(table).coalesce(4).writeTo(copy).create();
    List<Double> ours = new ArrayList<>();
    List<Double> compacted = new ArrayList<>();
    for (int i = 0; i < SCANS; i++) {
      ours.add(scan(table));
      compacted.add(scan(copy));
    }
    System.out.printf(
        Locale.ROOT,
        "scans: %s s, of the compacted copy: %s s%n",
        rounded(ours),
        rounded(compacted));
    return Stopwatch.middle(ours) / Stopwatch.middle(compacted);
  }

  private static List<String> rounded(List<Double> values) {
    return values.stream().map(value -> String.format(Locale.ROOT, "%.2f", value)).toList();
  }

  private double scan(String table) throws Exception {
    return Stopwatch.of(
            () -> spark.sql("SELECT sum(hash(aid, bid, abalance, filler)) FROM " + table).collect())
        .seconds();
  }

  private double plain(String topic) throws Exception {
    int events = batchSize * batches;
    PlainReading.read(bootstrapServers, topic, events);
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      seconds.add(Stopwatch.of(() -> PlainReading.read(bootstrapServers, topic, events)).seconds());
    }
    System.out.printf("plain reading and parsing: %s s%n", rounded(seconds));
    return events / Stopwatch.middle(seconds);
  }

  /** One batch, after one on a small table that only warms it up. */
  private double seed(String topic, long rows) throws Exception {
    SeedWay seed = new SeedWay(spark);
    spark.sql("CREATE NAMESPACE IF NOT EXISTS local.seed");
    for (long size : new long[] {10_000, rows}) {
      spark.sql("DROP TABLE IF EXISTS local.seed.accounts");
      spark.sql(
          "CREATE TABLE local.seed.accounts"
              + " (aid BIGINT, bid INT, abalance INT, filler STRING) USING iceberg");
      fill("local.seed.accounts", size);
      if (size != rows) {
        seed.apply(bootstrapServers, topic, "local.seed.accounts", 100);
      }
    }
    Time time =
        Stopwatch.of(() -> seed.apply(bootstrapServers, topic, "local.seed.accounts", batchSize));
    System.out.printf(
        Locale.ROOT,
        "the seed's way: one batch in %.2f s, %.2f CPU s%n",
        time.seconds(),
        time.cpuSeconds());
    return batchSize / time.seconds();
  }
}
