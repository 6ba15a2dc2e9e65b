package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.FirnProcess.Result;
import dev.firn.endtoend.SharedStack.TestShop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A consumer that dies at any moment and starts again misses nothing and doubles nothing. */
@Order(4)
class KilledConsumerIT {
  private static final int KILLS = 2;
  private static final long SEED = Long.getLong("seed", 20_261_121);

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheShopAfterTheConsumerWasKilledAgainAndAgain() throws Exception {
    TestShop shop = SharedStack.shop(directory, 2_000);
    try (FirnProcess load = shop.source().start("bulk-load")) {
      requireSuccess(load.await(Duration.ofMinutes(6)));
    }
    shop.deployConnector();

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
      for (int kill = 0; kill < KILLS; kill++) {
        killAfterSomeCommits(shop, random);
      }
    } finally {
      enough.set(true);
      worker.shutdown();
    }
    assertThat(workload.get().transactions()).isGreaterThan(100);

    try (FirnProcess last = consumer(shop, "--until-idle", "8s")) {
      requireSuccess(last.await(Duration.ofMinutes(6)));
    }
    Equality.assertEqual(shop.source());
  }

  /** Between and inside of batches: at a random moment after the first commits of this process. */
  private static void killAfterSomeCommits(TestShop shop, Random random) throws Exception {
    String before = shop.source().lakeState();
    try (FirnProcess consumer = consumer(shop)) {
      while (shop.source().lakeState().equals(before)) {
        assertThat(consumer.isRunning())
            .as("consumer runs, seed %d, after this log:%n%s", SEED, consumer.log())
            .isTrue();
        Thread.sleep(100);
      }
      Thread.sleep(random.nextInt(3_000));
      consumer.kill();
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
