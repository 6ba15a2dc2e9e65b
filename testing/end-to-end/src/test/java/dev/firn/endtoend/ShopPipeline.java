package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.compare.ValidationVerdicts;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.Operation;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.endtoend.shop.WorkloadCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    Path counted = shop.source().home().resolve("metrics/stream.prom");
    try (FirnProcess consumer =
        shop.source()
            .start(
                "cdc",
                "--trigger-interval",
                "1s",
                "--until-idle",
                "8s",
                "--page-port",
                "0",
                "--metrics-file",
                counted.toString())) {
      awaitReading(consumer);
      String address = address(consumer);
      assertThat(get(address).body())
          .contains("firn cdc", "Tables of this stream", "prefers-color");
      assertThat(get(address + "health").body()).isEqualTo("live\n");
      awaitReady(address);
      meanwhile.make();
      workload =
          ShopWorkload.of(shop.database(), 300, 7)
              .pausing(Duration.ofMillis(20))
              .until(() -> !consumer.isRunning())
              .run();
      assertThat(requireSuccess(consumer.await(MAX_WAIT)).output().lines().toList().get(0))
          .startsWith("report: ");
    }
    assertThat(workload.transactions()).isGreaterThan(250);
    requireCounted(shop, ScrapedMetrics.parse(Files.readString(counted)));
    Equality.assertEqual(shop.source(), tables);
    assertThat(shop.source().eventsApplied().values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThanOrEqualTo(workload.total() - workload.rows("carts", Operation.TRUNCATE));

    Result validation = run(shop, "validate", "--level", "rows", "--output", "json");
    Map<String, String> verdicts = ValidationVerdicts.parse(validation.output()).verdicts();
    assertThat(verdicts).containsOnlyKeys(tables).containsValue("equal");
    assertThat(verdicts.values()).containsOnly("equal");
    assertThat(validation.log()).contains("report: ");
    requireShownAsWell(run(shop, "status", "--json", "--strict").output(), tables);
  }

  /** What is left of all three runs, without Spark. */
  private static void requireShownAsWell(String status, List<String> tables) throws IOException {
    Map<String, String> shown = new TreeMap<>();
    new ObjectMapper()
        .readTree(status)
        .at("/sources/0/tables")
        .forEach(
            table ->
                shown.put(
                    table.path("table").asText(),
                    table.path("state").asText()
                        + ", "
                        + table.at("/validation/verdict").asText()
                        + ", behind "
                        + table.path("lag_events").asText()));
    assertThat(shown).containsKeys(tables.toArray(String[]::new));
    // A table without rows is created in the lake with its first one.
    assertThat(tables.stream().map(shown::get))
        .allMatch(table -> table.matches("followed, equal, behind 0|empty, equal, behind .*"));
  }

  private static String address(FirnProcess consumer) {
    Matcher address =
        Pattern.compile("(http://127\\.0\\.0\\.1:[0-9]+/) answers").matcher(consumer.log());
    assertThat(address.find()).as("the log says where the page is").isTrue();
    return address.group(1);
  }

  private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
  }

  /** As a probe of Kubernetes does; what is scraped then says the same. */
  private static void awaitReady(String address) throws IOException, InterruptedException {
    HttpResponse<String> ready = get(address + "ready");
    long until = System.nanoTime() + MAX_WAIT.toNanos();
    while (ready.statusCode() != 200 && System.nanoTime() < until) {
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).startsWith("not ready: ");
      Thread.sleep(100);
      ready = get(address + "ready");
    }
    assertThat(ready.body()).isEqualTo("ready\n");
    HttpResponse<String> scraped = get(address + "metrics");
    assertThat(scraped.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    ScrapedMetrics metrics = ScrapedMetrics.parse(scraped.body());
    assertThat(metrics.only("firn_cdc_ready")).isEqualTo(1);
    assertThat(metrics.only("firn_build_info")).isEqualTo(1);
    assertThat(metrics.by("status", "firn_cdc_tables").get("followed")).isPositive();
  }

  /** The lake, read without Firn, says how many events each table has applied. */
  private static void requireCounted(TestShop shop, ScrapedMetrics metrics) throws IOException {
    Map<String, Long> applied = new TreeMap<>(shop.source().eventsApplied());
    applied.values().removeIf(events -> events == 0);
    Map<String, Long> counted = metrics.by("table", "firn_cdc_events_total");
    metrics
        .by("table", "firn_dlq_records_total")
        .forEach((table, letters) -> counted.merge(table, letters, Long::sum));
    assertThat(counted).isEqualTo(applied);
    assertThat(metrics.by("table", "firn_cdc_lag_events").values()).containsOnly(0L);
    assertThat(metrics.by("status", "firn_cdc_tables"))
        .containsEntry("quarantined", 0L)
        .containsEntry("waiting", 0L);
    assertThat(metrics.by("result", "firn_iceberg_commits_total").get("committed"))
        .isGreaterThanOrEqualTo(applied.size());
    assertThat(metrics.only("firn_cdc_batch_events_sum")).isPositive();
    assertThat(metrics.by("stage", "firn_cdc_stage_lag_seconds"))
        .containsOnlyKeys("source", "firn");
    assertThat(metrics.only("firn_run_last_exit_code")).isZero();
    assertThat(metrics.only("firn_run_last_success_timestamp_seconds"))
        .isEqualTo(metrics.only("firn_run_last_end_timestamp_seconds"));
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
