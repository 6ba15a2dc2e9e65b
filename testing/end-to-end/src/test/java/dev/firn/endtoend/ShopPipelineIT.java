package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.FirnProcess.Result;
import dev.firn.endtoend.SharedStack.TestShop;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The path of the demo through the shaded jars and spark-submit, judged without Firn. */
class ShopPipelineIT {
  private static final Duration AT_MOST = Duration.ofMinutes(6);

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheShopOnALocalMaster() throws Exception {
    TestShop shop = SharedStack.shop(directory.resolve("home with blanks"), 5_000);
    shop.source().with("FIRN_MASTER", "local[2]");
    ExtraTables.create(shop.database(), shop.source().name());

    String connect = SharedStack.STACK.connect().url().toString();
    run(shop, "bulk-load", "--deploy-connector", connect);
    ConnectorDefinition.of(connect).assertSuits(shop.source().connectorFile());
    follow(shop, ExtraTables.TABLES, () -> ExtraTables.change(shop.database()));
  }

  @Test
  void theLakeEqualsTheShopOnAClusterWithTwoWorkers() throws Exception {
    TestShop shop = SharedStack.shop(directory.resolve("home"), 5_000);
    try (StandaloneCluster cluster =
        StandaloneCluster.start(SharedStack.FIRN, directory.resolve("cluster"))) {
      shop.source()
          .with("FIRN_MASTER", cluster.url())
          .with("SPARK_LOCAL_IP", "127.0.0.1")
          .with(
              "FIRN_SPARK_OPTS",
              "--executor-memory 512m --conf spark.executor.cores=1 --conf spark.ui.enabled=false");

      run(shop, "bulk-load");
      shop.deployConnector();
      follow(shop, Shop.TABLES, () -> {});
      assertThat(cluster.busyWorkers()).isEqualTo(2);
    }
  }

  /** What else happens to the source. */
  private interface Change {
    void make() throws SQLException;
  }

  /**
   * @param tables that there are in the end
   * @param meanwhile is done once the consumer reads
   */
  private static void follow(TestShop shop, List<String> tables, Change meanwhile)
      throws Exception {
    Equality.assertEqual(shop.source());
    WorkloadCounts workload;
    try (FirnProcess consumer =
        shop.source().start("cdc", "--trigger-interval", "1s", "--until-idle", "8s")) {
      awaitReading(consumer);
      meanwhile.make();
      workload =
          ShopWorkload.of(shop.database(), 300, 7)
              .pausing(Duration.ofMillis(20))
              .until(() -> !consumer.isRunning())
              .run();
      requireSuccess(consumer.await(AT_MOST));
    }
    assertThat(workload.transactions()).isGreaterThan(250);
    Equality.assertEqual(shop.source(), tables);
    assertThat(shop.source().eventsApplied().values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThanOrEqualTo(workload.total() - workload.rows("carts", Operation.TRUNCATE));

    Result validation = run(shop, "validate", "--level", "rows", "--output", "json");
    Map<String, String> verdicts = ValidationVerdicts.parse(validation.output()).verdicts();
    assertThat(verdicts).containsOnlyKeys(tables).containsValue("equal");
    assertThat(verdicts.values()).containsOnly("equal");
  }

  private static void awaitReading(FirnProcess consumer) throws InterruptedException {
    while (consumer.isRunning() && !consumer.log().contains("Subscribing to Kafka topics")) {
      Thread.sleep(100);
    }
  }

  private static Result run(TestShop shop, String command, String... options) throws Exception {
    try (FirnProcess process = shop.source().start(command, options)) {
      return requireSuccess(process.await(AT_MOST));
    }
  }

  private static Result requireSuccess(Result result) {
    assertThat(result.exitCode()).as("exit code, after this log:%n%s", result.log()).isZero();
    return result;
  }
}
