package dev.firn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("new/firn.prom");
  }

  private String written(String command, String source, Step... steps) throws IOException {
    Metrics metrics = new Metrics(Metrics.MAX_TABLES);
    metrics.begin(command, source);
    for (Step step : steps) {
      step.count(metrics);
    }
    new MetricsFile(file().toString()).write(metrics);
    return Files.readString(file());
  }

  /** What a run counts. */
  private interface Step {
    void count(Metrics metrics);
  }

  private static Step success(double at) {
    return metrics -> metrics.set(Metric.RUN_SUCCESS, at);
  }

  private static Step code(int code) {
    return metrics -> metrics.set(Metric.RUN_EXIT_CODE, code);
  }

  private static Step rows(String table, long rows) {
    return metrics -> metrics.add(Metric.BULK_ROWS, rows, table);
  }

  @Test
  void whenARunWasLastWellStaysWhereOneFails() throws IOException {
    written("bulk-load", "shop", success(1_000), code(0));
    assertThat(written("bulk-load", "shop", code(4)))
        .contains(
            "firn_run_last_success_timestamp_seconds{command=\"bulk-load\",source=\"shop\"} 1000\n",
            "firn_run_last_exit_code{command=\"bulk-load\",source=\"shop\"} 4\n");
    assertThat(written("bulk-load", "shop", success(3_000), code(0)))
        .contains(
            "firn_run_last_success_timestamp_seconds{command=\"bulk-load\",source=\"shop\"} 3000\n")
        .doesNotContain("} 1000\n", "} 4\n");
  }

  @Test
  void countersGoOnFromRunToRun() throws IOException {
    written("bulk-load", "shop", rows("orders", 10), rows("carts", 5));
    assertThat(written("bulk-load", "shop", rows("orders", 10)))
        .contains(
            "firn_bulk_rows_total{command=\"bulk-load\",source=\"shop\",table=\"orders\"} 20\n",
            "firn_bulk_rows_total{command=\"bulk-load\",source=\"shop\",table=\"carts\"} 5\n");
  }

  @Test
  void whatARunSaysOfAGaugeIsAllThereIsOfIt() throws IOException {
    Step first =
        metrics -> {
          metrics.set(Metric.VALIDATE_TABLES, 1, "differs");
          metrics.set(Metric.VALIDATE_ROWS, 7, "dropped since", "missing");
        };
    written("validate", "shop", first);
    assertThat(written("validate", "shop", code(4))).contains("\"differs\"} 1", "\"missing\"} 7");
    assertThat(
            written(
                "validate",
                "shop",
                metrics -> metrics.set(Metric.VALIDATE_ROWS, 0, "orders", "missing")))
        .contains("table=\"orders\",difference=\"missing\"} 0")
        .doesNotContain("dropped since");
  }

  @Test
  void summariesGoOn() throws IOException {
    Step batch = metrics -> metrics.observe(Metric.CDC_BATCH_DURATION, 1.5);
    written("cdc", "shop", batch);
    assertThat(written("cdc", "shop", batch))
        .contains(
            "firn_cdc_batch_duration_seconds_sum{command=\"cdc\",source=\"shop\"} 3\n",
            "firn_cdc_batch_duration_seconds_count{command=\"cdc\",source=\"shop\"} 2\n");
  }

  @Test
  void whatOthersHaveWrittenStaysBelowOneHeading() throws IOException {
    written("bulk-load", "shop", rows("orders", 1), success(1));
    String both = written("bulk-load", "shop2", rows("orders", 2), success(2));
    assertThat(both)
        .contains("source=\"shop\",table=\"orders\"} 1", "source=\"shop2\",table=\"orders\"} 2");
    assertThat(both.lines().filter(line -> line.startsWith("# TYPE firn_bulk_rows_total")))
        .hasSize(1);
  }

  @Test
  void whatIsNoLineOfOursIsLeftOut() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "firn_bulk_rows_total{command=\"bulk\nfirn_x{} 1\nup 1\n\0");
    assertThat(written("bulk-load", "shop", rows("orders", 1)).lines())
        .hasSize(3)
        .last()
        .asString()
        .endsWith("table=\"orders\"} 1");
  }

  @Test
  void nothingIsLeftBesideIt() throws IOException {
    written("bulk-load", "shop", rows("orders", 1));
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void aPlaceWhereNobodyCanWriteIsTold() throws IOException {
    Path taken = Files.writeString(directory.resolve("taken"), "");
    Metrics metrics = new Metrics(1);
    metrics.begin("bulk-load", "shop");
    metrics.set(Metric.RUN_EXIT_CODE, 0);
    assertThatThrownBy(() -> new MetricsFile(taken + "/firn.prom").write(metrics))
        .hasMessageContaining(taken.toString());
    assertThat(taken).isEmptyFile();
  }
}
