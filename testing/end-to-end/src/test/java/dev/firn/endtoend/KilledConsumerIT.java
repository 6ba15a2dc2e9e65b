package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.endtoend.shop.WorkloadCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A consumer that dies at any moment and starts again misses nothing and doubles nothing, whatever
 * its connector sends once more when its own task begins again; nor does a table that was made
 * meanwhile and taken in by the command that the consumer has printed.
 */
@Order(4)
class KilledConsumerIT {
  private static final long SEED = Long.getLong("seed", 20_261_121);

  /**
   * Wants quotes in SQL, in the option and in the shell; Debezium stops only at one that ends it.
   */
  private static final String NEW_TABLE = "it's \"новая\", $1";

  private static final Pattern TAKE_IN =
      Pattern.compile("Run (firn bulk-load .*), then start the consumer again");

  private static final Pattern ANYTHING = Pattern.compile("");

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheShopAfterTheConsumerWasKilledAgainAndAgain() throws Exception {
    TestShop shop = SharedStack.shop(directory, 2_000);
    try (FirnProcess load = shop.source().start("bulk-load")) {
      requireSuccess(load.await(Duration.ofMinutes(6)));
    }
    shop.deployConnector();
    String table = Shop.qualified(NEW_TABLE);
    shop.database().execute("CREATE TABLE " + table + " (id int PRIMARY KEY, name text)");
    shop.database().execute("INSERT INTO " + table + " SELECT i, i FROM generate_series(1, 9) i");

    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService worker = Executors.newSingleThreadExecutor();
    Future<WorkloadCounts> workload =
        worker.submit(
            () ->
                ShopWorkload.of(shop.database(), 100_000, SEED)
                    .pausing(Duration.ofMillis(20))
                    .until(enough::get)
                    .run());
    try {
      Random random = new Random(SEED);
      takeIn(shop, killAfterSomeCommits(shop, random, TAKE_IN));
      String connector = shop.source().connectorName();
      SharedStack.STACK.connect().restartTask(connector);
      SharedStack.STACK.connect().awaitRunning(connector, Duration.ofMinutes(1));
      shop.database().execute("UPDATE " + table + " SET id = id + 30 WHERE id > 5");
      killAfterSomeCommits(shop, random, ANYTHING);
      shop.database().execute("DELETE FROM " + table + " WHERE id IN (1, 39)");
    } finally {
      enough.set(true);
      worker.shutdown();
    }
    assertThat(workload.get().transactions()).isGreaterThan(100);

    try (FirnProcess last = consumer(shop, "--until-idle", "8s")) {
      requireSuccess(last.await(Duration.ofMinutes(6)));
    }
    Equality.assertEqual(
        shop.source(), Stream.concat(Shop.TABLES.stream(), Stream.of(NEW_TABLE)).toList());
  }

  private static void takeIn(TestShop shop, String log) throws Exception {
    Matcher command = TAKE_IN.matcher(log);
    assertThat(command.find()).as("a command in this log:%n%s", log).isTrue();
    try (FirnProcess load = shop.source().startAsPrinted(command.group(1))) {
      requireSuccess(load.await(Duration.ofMinutes(6)));
    }
  }

  /**
   * Between and inside of batches: at a random moment after the first commits of this process. On a
   * busy machine those may be a column's that came before the consumer, and before any batch.
   *
   * @param said what it has to have said by then
   */
  private static String killAfterSomeCommits(TestShop shop, Random random, Pattern said)
      throws Exception {
    String before = shop.source().lakeState();
    try (FirnProcess consumer = consumer(shop)) {
      while (shop.source().lakeState().equals(before) || !said.matcher(consumer.log()).find()) {
        assertThat(consumer.isRunning())
            .as("consumer runs, seed %d, after this log:%n%s", SEED, consumer.log())
            .isTrue();
        Thread.sleep(100);
      }
      Thread.sleep(random.nextInt(3_000));
      consumer.kill();
      return consumer.log();
    }
  }

  private static FirnProcess consumer(TestShop shop, String... options) throws Exception {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "--trigger-interval";
    arguments[1] = "1s";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return shop.source().start("cdc", arguments);
  }

  private static void requireSuccess(Result result) {
    assertThat(result.exitCode())
        .as("exit code, seed %d, after this log:%n%s", SEED, result.log())
        .isZero();
  }
}
