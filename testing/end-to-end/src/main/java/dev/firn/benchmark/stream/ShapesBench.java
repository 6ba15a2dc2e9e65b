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
 * The program behind {@code scripts/bench shapes}, started with spark-submit: the address of a
 * Kafka broker, the rows of the table, the batch size, how many batches, and how many before them
 * that do not count.
 *
 * <p>The same events are applied to a mirror alone and to a mirror with its history and its
 * versions, in turns; what counts is processor time, because there is one more table to write for
 * each.
 */
public final class ShapesBench {

  private static final double BAR = 1.8;
  private static final int TURNS = 2;
  private static final String ALL = "shapes: [mirror, history, scd2]";
  private static final String MIRROR = "shapes: mirror";

  private final SparkSession spark = LocalSpark.session();
  private final String bootstrapServers;
  private final int rows;
  private final int batchSize;
  private final int batches;
  private int runs;

  private ShapesBench(String bootstrapServers, int rows, int batchSize, int batches) {
    this.bootstrapServers = bootstrapServers;
    this.rows = rows;
    this.batchSize = batchSize;
    this.batches = batches;
  }

  public static void main(String[] arguments) throws Exception {
    ShapesBench bench =
        new ShapesBench(
            arguments[0],
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    int warmUp = Integer.parseInt(arguments[4]);
    bench.measure(MIRROR, warmUp);
    bench.measure(ALL, warmUp);
    List<Double> alone = new ArrayList<>();
    List<Double> all = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      alone.add(bench.measure(MIRROR, 1));
      all.add(bench.measure(ALL, 1));
    }
    double mirror = alone.stream().min(Double::compare).orElseThrow();
    double shapes = all.stream().min(Double::compare).orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "RESULT shapes mirror_cpu_s=%.2f shapes_cpu_s=%.2f cpu_ratio=%.2f%n",
        mirror,
        shapes,
        shapes / mirror);
    if (shapes / mirror > BAR) {
      throw new IllegalStateException("The bar does not hold");
    }
  }

  /** Processor seconds of the batches that count. */
  private double measure(String shapes, int before) throws Exception {
    String name = "shaped" + runs++;
    try (StreamRig rig = new StreamRig(bootstrapServers, name, 0, shapes)) {
      AccountWorkload workload = new AccountWorkload(name, "accounts", rows);
      StreamRig.createTopics(bootstrapServers, List.of(workload.topic()));
      rig.create("accounts");
      LakeTableId table = rig.id("accounts");
      spark
          .range(0, rows, 1, 2)
          .selectExpr(AccountWorkload.columns())
          .writeTo(table.quoted())
          .append();
      int events = batchSize * batches;
      workload.record(rig.producer(), events + batchSize * before);
      Stopwatch watch = new Stopwatch(before);
      FaultPoint.install(watch);
      rig.consume(batchSize);
      FaultPoint.install(null);
      workload.requireHeld(spark.table(table.quoted()));
      if (shapes.equals(ALL)) {
        workload.requireHeld(
            spark
                .table(table.sibling("accounts__scd2").quoted())
                .where("is_current AND NOT is_deleted"));
        requireEvents(table.sibling("accounts__history"), events + batchSize * before);
      }
      Time time = watch.time();
      System.out.printf(
          Locale.ROOT,
          "%s: %d events in %d batches, %.2f s, %.2f CPU s%n",
          shapes,
          events,
          watch.batches(),
          time.seconds(),
          time.cpuSeconds());
      System.out.println("ms of a batch: " + watch.steps());
      return time.cpuSeconds();
    }
  }

  private void requireEvents(LakeTableId history, long events) {
    long held = spark.table(history.quoted()).where("_cdc_offset IS NOT NULL").count();
    if (held != events) {
      throw new IllegalStateException(
          "The history has %d events instead of %d".formatted(held, events));
    }
  }
}
