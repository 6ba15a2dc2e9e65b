package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.LoadVerification;
import dev.firn.config.TableConfig;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.model.PartitionTransform;
import dev.firn.model.TargetLayout;
import dev.firn.retry.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TargetLayoutIT extends LoadFixture {
  private void layOut(List<String> partitionBy, List<String> sortBy) {
    tables =
        List.of(
            new TableConfig(
                "ev*",
                new TargetLayout(
                    partitionBy.stream().map(PartitionTransform::parse).toList(), sortBy)));
  }

  private void createEvents() {
    execute(
        """
        CREATE TABLE $S.events (id bigint PRIMARY KEY, at timestamp, atz timestamptz, day date,
          kind text, amount numeric(10,2), "Score" int)
        """,
        """
        INSERT INTO $S.events
        SELECT g, '1969-12-31'::timestamp + g * interval '7 hours',
          '2026-01-01Z'::timestamptz + g * interval '5 minutes', '2026-01-01'::date + g % 3,
          CASE WHEN g % 7 = 0 THEN NULL ELSE 'kind ' || g % 4 END, g / 10.0, -g
        FROM generate_series(1, 400) g
        """);
  }

  @Test
  void partitionsByEveryTransformOfIceberg() {
    createEvents();
    List<List<String>> layouts =
        List.of(
            List.of("years(at)", "bucket(4, id)"),
            List.of("months(ATZ)", "truncate(5, kind)", "truncate(100, amount)"),
            List.of("days(day)", "kind"),
            List.of("hours(atz)"));
    for (List<String> transforms : layouts) {
      layOut(transforms, List.of());
      assertThat(load(null, true, true).exitCode()).as("%s", transforms).isEqualTo(ExitCode.OK);
      assertThat(lakeNumber("events", "sum(amount) * 10")).isEqualTo(80_200);
      // Filters look into the partitions that a row should be in, and nowhere else.
      assertThat(matching("id = 97 AND kind = 'kind 1' AND amount = 9.7")).isEqualTo(1);
      assertThat(matching("kind IS NULL AND day = DATE '2026-01-02'")).isEqualTo(19);
      assertThat(matching("atz = TIMESTAMP '2026-01-01 01:40:00Z'")).isEqualTo(1);
      assertThat(matching("at < TIMESTAMP_NTZ '1970-01-01 00:00:00'")).isEqualTo(3);
    }
  }

  private long matching(String filter) {
    return spark.table(table()).where(filter).count();
  }

  private String table() {
    return lakeId("events").quoted();
  }

  @Test
  void writesAFilePerPartitionAndSortsInIt() {
    createEvents();
    layOut(List.of("day", "bucket(2, id)"), List.of("score"));
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    String metadata = "`%s`.`bronze`.`%s`.`events`".formatted(lakeId("x").catalog(), name);
    List<Row> files =
        spark
            .sql("SELECT file_path, record_count, sort_order_id FROM " + metadata + ".files")
            .collectAsList();
    assertThat(files).hasSize(6);
    assertThat(files).allSatisfy(file -> assertThat(file.getInt(2)).isEqualTo(1));
    for (Row file : files) {
      List<Integer> scores =
          spark.read().parquet(file.getString(0)).select("score").collectAsList().stream()
              .map(row -> row.getInt(0))
              .toList();
      assertThat(scores).hasSize((int) file.getLong(1)).isSorted();
    }
    assertThat(Stream.of(lakeNumber("events", "count(*)"))).containsExactly(400L);
  }

  @Test
  void anOrderedLoadThatFailsLeavesNoFile() throws IOException {
    createEvents();
    layOut(List.of("day"), List.of("score"));
    settings = settings(4, 100_000, LoadVerification.CHECKSUM);
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    List<String> published = dataFiles();
    AtomicInteger checked = new AtomicInteger();
    FaultPoint.install(
        (point, detail) -> {
          // Of each attempt's three files the last one fails, when the others are done.
          if (point.equals("load.file.written") && checked.incrementAndGet() % 3 == 0) {
            awaitOtherTasks();
            throw new IllegalStateException("the file cannot be read back");
          }
        });
    Map<String, String> severalTasks =
        Map.of(
            "spark.sql.adaptive.coalescePartitions.enabled",
            "false",
            "spark.sql.shuffle.partitions",
            "8");
    Map<String, String> before = new HashMap<>();
    severalTasks.forEach(
        (name, value) -> {
          before.put(name, spark.conf().get(name));
          spark.conf().set(name, value);
        });
    try {
      assertThat(load(null, true, false).exitCode()).isNotEqualTo(ExitCode.OK);
    } finally {
      before.forEach(spark.conf()::set);
    }
    assertThat(checked).hasPositiveValue();
    assertThat(dataFiles()).isEqualTo(published);
    assertThat(lakeNumber("events", "count(*)")).isEqualTo(400);
  }

  /** What a task writes that ends after the others have failed stays. */
  private void awaitOtherTasks() {
    while (Stream.of(spark.sparkContext().statusTracker().getExecutorInfos())
            .mapToInt(SparkExecutorInfo::numRunningTasks)
            .sum()
        > 1) {
      Pause.of(Duration.ofMillis(10));
    }
  }

  private List<String> dataFiles() throws IOException {
    String file = spark.table(table()).select("_file").first().getString(0);
    String table = file.substring(file.indexOf('/'), file.indexOf("/data/"));
    try (Stream<Path> files = Files.walk(Path.of(table))) {
      return files.map(Path::toString).filter(path -> path.endsWith(".parquet")).sorted().toList();
    }
  }

  @Test
  void refusesALayoutThatTheTableCannotHave() {
    createEvents();
    layOut(List.of("days(kind)"), List.of());
    assertThat(load(null, false, false).toString())
        .contains("Cannot lay out")
        .contains("days(kind)");
    layOut(List.of("days(nowhere)"), List.of());
    assertThat(load(null, false, false).toString())
        .contains("the table has no column of that name");
  }
}
