package dev.firn.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.lake.LakeTables;
import dev.firn.model.DatabaseType;
import dev.firn.model.SourceNamespace;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.ReadPoints;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StatusTrackerTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);

  private static SourceNamespace namespace(String name) {
    return new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", name));
  }

  private StatusTracker open(String namespace, DatabaseType database, Clock clock) {
    return StatusTracker.open(lake, namespace(namespace), database, clock);
  }

  private TableStatus row(String namespace, String table) {
    return Objects.requireNonNull(
        StatusTracker.read(lake, namespace(namespace), DatabaseType.POSTGRESQL).get(table));
  }

  /** A load of hours notes that its tables have begun, and then nothing until one has ended. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void saysWhatWasNotedLastThoughNothingElseHappens() throws InterruptedException {
    Clock stopped = Clock.fixed(NOW, ZoneOffset.UTC);
    try (StatusTracker status = open("moves", DatabaseType.POSTGRESQL, stopped)) {
      status.record("orders", row -> row);
      status.record("orders", row -> row.started(NOW, "run1"));
      while (row("moves", "orders").loadStatus() != LoadStatus.IN_PROGRESS) {
        Thread.sleep(100);
      }
    }
    TableStatus row = row("moves", "orders");
    assertThat(row.initialLoadStart()).isEqualTo(NOW);
    assertThat(row.initialLoadEnd()).isNull();
    assertThat(row.runId()).isEqualTo("run1");
  }

  @Test
  void answersWhatPeopleAskOfLoads() {
    try (StatusTracker status =
        open("loads", DatabaseType.POSTGRESQL, Clock.fixed(NOW, ZoneOffset.UTC))) {
      status.record(
          "orders",
          row ->
              row.started(NOW, "r")
                  .completed(NOW.plusSeconds(9), 7, ReadPoints.ofPostgres("0/1", NOW)));
      status.record(
          "items",
          row ->
              row.started(NOW, "r")
                  .completed(NOW.plusSeconds(5), 5, ReadPoints.ofPostgres("0/1", NOW)));
      status.record("parts", row -> row.started(NOW, "r").failed(NOW, "FIRN-2004 Cannot read it."));
      status.record("later", row -> row.started(NOW.plusSeconds(9), "r"));
    }
    assertThat(
            answers(
                """
                SELECT table_name, load_status, record_count, initial_load_end
                FROM local.bronze.loads._cdc_status
                WHERE load_status = 'completed'
                ORDER BY initial_load_end DESC
                """))
        .containsExactly(
            "[orders,completed,7,2026-11-21T10:00:09Z]",
            "[items,completed,5,2026-11-21T10:00:05Z]");
    assertThat(
            answers(
                """
                SELECT
                  load_status,
                  COUNT(*) as count,
                  SUM(record_count) as total_records
                FROM local.bronze.loads._cdc_status
                GROUP BY load_status
                """))
        .containsExactlyInAnyOrder("[completed,2,12]", "[failed,1,null]", "[in_progress,1,null]");
    assertThat(
            answers(
                """
                SELECT table_name, error_message
                FROM local.bronze.loads._cdc_status
                WHERE load_status = 'failed'
                """))
        .containsExactly("[parts,FIRN-2004 Cannot read it.]");
  }

  @Test
  void knowsWhetherAnotherRunHasWritten() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    try (StatusTracker mine = open("two", DatabaseType.POSTGRESQL, clock)) {
      assertThat(mine.readIfOthersWrote()).as("nothing is said yet").isEmpty();
      mine.note("orders", row -> row.behind(0, NOW, "mine"));
      mine.flush();
      assertThat(mine.readIfOthersWrote()).isEmpty();
      try (StatusTracker killed = open("two", DatabaseType.POSTGRESQL, clock)) {
        killed.note("orders", row -> row.behind(5091, NOW, "killed"));
      }
      assertThat(mine.readIfOthersWrote()).containsOnlyKeys("orders");
      assertThat(mine.readIfOthersWrote()).as("it has looked").isEmpty();
    }
  }

  @Test
  void answersWhatPeopleAskOfStreams() {
    try (StatusTracker status =
        open("streams", DatabaseType.ORACLE, Clock.fixed(NOW, ZoneOffset.UTC))) {
      status.record(
          "ORDERS",
          row -> row.started(NOW, "r").completed(NOW, 7, ReadPoints.ofOracle("8812345678", NOW)));
      status.record(
          "ORDERS",
          row -> row.advanced(NOW.plus(Duration.ofMinutes(1)), "8812345999", 3, NOW, "s"));
      status.record(
          "ITEMS",
          row -> row.started(NOW, "r").completed(NOW, 5, ReadPoints.ofOracle("8812345678", NOW)));
    }
    assertThat(
            answers(
                """
                SELECT
                  table_name,
                  oracle_scn,
                  last_processed_timestamp
                FROM local.bronze.streams._cdc_status
                WHERE last_processed_timestamp IS NOT NULL
                ORDER BY last_processed_timestamp DESC
                """))
        .containsExactly("[ORDERS,8812345999,2026-11-21T10:01:00Z]");
  }

  private List<String> answers(String query) {
    return spark.sql(query.replace("local.", LocalSpark.CATALOG + ".")).collectAsList().stream()
        .map(Object::toString)
        .toList();
  }
}
