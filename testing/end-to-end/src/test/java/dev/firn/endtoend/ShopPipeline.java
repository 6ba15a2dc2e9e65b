package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.compare.ValidationVerdicts;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.Operation;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.endtoend.shop.WorkloadCounts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The path of the demo through the shaded jars and spark-submit, judged without Firn. */
final class ShopPipeline {
  private static final Duration MAX_WAIT = Duration.ofMinutes(6);

  private ShopPipeline() {}

  /** What else happens to the source. */
  interface Change {
    void make() throws SQLException;
  }

  /**
   * @param tables that there are in the end
   * @param meanwhile is done once the consumer reads
   */
  static void follow(TestShop shop, List<String> tables, Change meanwhile) throws Exception {
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
      requireSuccess(consumer.await(MAX_WAIT));
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

  static Result run(TestShop shop, String command, String... options) throws Exception {
    try (FirnProcess process = shop.source().start(command, options)) {
      return requireSuccess(process.await(MAX_WAIT));
    }
  }

  private static Result requireSuccess(Result result) {
    assertThat(result.exitCode()).as("exit code, after this log:%n%s", result.log()).isZero();
    return result;
  }
}
