package dev.firn.bulkload.load;

import dev.firn.pace.ByteRate;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast a run reads: what the operator allows, in equal shares of the executors that there may
 * be. Readers of one executor share its share; nobody shares between executors, so that a run takes
 * less than is allowed while some of them have nothing to read, and never more.
 */
final class ReadPace {

  private static final Logger LOG = LoggerFactory.getLogger(ReadPace.class);

  private ReadPace() {}

  static ByteRate of(SparkSession spark, LoadRun run) {
    long most = run.settings().maxBytesPerSecond();
    if (most == 0) {
      return ByteRate.UNLIMITED;
    }
    int executors = executors(spark.sparkContext());
    LOG.info("Reading at most {} bytes/s, in {} executors", most, executors);
    return ByteRate.of(run.id(), share(most, executors));
  }

  static long share(long most, int executors) {
    return Math.max(1, most / executors);
  }

  private static int executors(SparkContext spark) {
    if (spark.isLocal()) {
      return 1;
    }
    boolean comeAndGo = spark.conf().getBoolean("spark.dynamicAllocation.enabled", false);
    int said =
        comeAndGo
            ? spark.conf().getInt("spark.dynamicAllocation.maxExecutors", 0)
            : spark.conf().getInt("spark.executor.instances", 0);
    // The driver is among them.
    int registered = spark.getExecutorMemoryStatus().size() - 1;
    return Math.max(1, Math.max(said, registered));
  }
}
