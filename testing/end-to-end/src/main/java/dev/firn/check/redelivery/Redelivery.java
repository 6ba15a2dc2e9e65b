package dev.firn.check.redelivery;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Lets Debezium send events again, because its task, the worker, the broker or the database was
 * restarted or killed, and compares every table with the source when all is applied.
 */
public final class Redelivery {

  private static final int MAX_PAUSE_MILLIS = 4000;

  private static final int COPIED = 100_000;
  private static final int COPY_RESTARTS = 5;
  private static final int COPY_PAUSE_MILLIS = 1500;

  /** Enough to keep up with the workload beside all the rest. */
  private static final String BATCH = "20000";

  private final FirnInstallation firn = FirnInstallation.current();
  private final int restarts;
  private final long seed;

  private Redelivery(Options options) {
    restarts = options.integer("restarts");
    seed = options.integer("seed");
  }

  /** True if every table is equal. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new Redelivery(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    try (LocalStack stack = LocalStack.in(directory.resolve("services")).start()) {
      Database database = Database.of(stack.postgres());
      Workload.createTables(database);
      ShopSource source = source(directory, database, stack);
      requireSuccess(source, "bulk-load");
      stack.connect().deploy(source.connectorFile());
      Restarts faults = new Restarts(stack, source.connectorName());
      faults.awaitRunning();
      restartWithinCopies(database, faults);
      long transactions = disturb(source, database, faults);
      String ended = requireSuccess(source, "cdc", "--batch-size", BATCH, "--until-idle", "10s");
      System.out.println(
          "%d transactions, %s, last run of the consumer: %s"
              .formatted(transactions, faults, summary(ended)));
      int diverged = diverged(source);
      System.out.println("RESULT redelivery restarts=" + restarts + " diverged=" + diverged);
      return diverged == 0;
    }
  }

  private ShopSource source(Path directory, Database database, LocalStack stack) throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    ShopSource source =
        ShopSource.create(firn, "shop", home, database, stack.kafka().bootstrapServers());
    source.writeSources("    tables:\n      trail: {keyless_tables: append}\n");
    return source.with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
  }

  /**
   * Debezium before 3.7.0 lost rows so (debezium/dbz#1554). They come on from where they were while
   * the rest of the check runs.
   */
  private static void restartWithinCopies(Database database, Restarts faults) throws Exception {
    Workload.copyMany(database, COPIED);
    for (int i = 0; i < COPY_RESTARTS; i++) {
      Thread.sleep(COPY_PAUSE_MILLIS);
      faults.restartTask();
    }
    faults.awaitRunning();
  }

  /** Restarts while the source changes and the consumer applies; says how much has changed. */
  private long disturb(ShopSource source, Database database, Restarts faults) throws Exception {
    Random random = new Random(seed);
    FirnProcess consumer = consumer(source);
    try (Workload workload = Workload.start(database, seed)) {
      for (int i = 0; i < restarts; i++) {
        Thread.sleep(random.nextInt(MAX_PAUSE_MILLIS));
        System.out.println((i + 1) + " " + faults.next(random));
        if (!consumer.isRunning()) {
          System.out.println("the consumer ended:\n" + summary(consumer.log()));
          consumer = consumer(source);
        }
      }
      workload.close();
      return workload.transactions();
    } finally {
      consumer.kill();
      faults.awaitRunning();
    }
  }

  private static FirnProcess consumer(ShopSource source) throws Exception {
    return source.start("cdc", "--trigger-interval", "1s", "--batch-size", BATCH);
  }

  private static String requireSuccess(ShopSource source, String command, String... options)
      throws Exception {
    try (FirnProcess job = source.start(command, options)) {
      FirnProcess.Result result = job.await(Duration.ofMinutes(15));
      if (result.exitCode() != 0) {
        System.out.println(
            command + " ended with " + result.exitCode() + "\n" + summary(result.log()));
      }
      return result.log();
    }
  }

  private static int diverged(ShopSource source) throws Exception {
    int diverged = 0;
    for (TableComparison table : source.compare(Workload.TABLES)) {
      System.out.println(table.table() + ": " + (table.isEqual() ? "equal" : table.describe()));
      diverged += table.isEqual() ? 0 : 1;
    }
    return diverged;
  }

  /** The end of a log. */
  private static String summary(String log) {
    return log.substring(Math.max(0, log.length() - 2000));
  }
}
