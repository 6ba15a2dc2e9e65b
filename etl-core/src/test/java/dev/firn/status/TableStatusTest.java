package dev.firn.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.lake.LakeTables;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.ReadPoints;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class TableStatusTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private static final TableStatus LOADED =
      TableStatus.pending("orders")
          .started(NOON, "run1")
          .completed(
              NOON.plusSeconds(9), 100, ReadPoints.ofPostgres("0/16B3748", NOON.minusSeconds(40)));

  private static TableStatus streamed(TableStatus loaded) {
    return loaded.advanced(NOON.plusSeconds(60), "0/16B3800", 7, NOON.plusSeconds(50), "run2");
  }

  @Test
  void aLoadKeepsWhatTheStreamHasApplied() {
    TableStatus again = streamed(LOADED).started(NOON.plusSeconds(99), "run3");
    assertThat(again.load())
        .isEqualTo(new TableStatus.Load(LoadStatus.IN_PROGRESS, 100L, NOON.plusSeconds(99), null));
    assertThat(again.applied()).isEqualTo(streamed(LOADED).applied());
    assertThat(again.runId()).isEqualTo("run3");
    TableStatus completed =
        again.completed(
            NOON.plusSeconds(120), 101, ReadPoints.ofPostgres("0/16B3900", NOON.plusSeconds(90)));
    assertThat(completed.load().recordCount()).isEqualTo(101);
    assertThat(completed.applied().position()).isEqualTo("0/16B3900");
    assertThat(completed.applied().events()).isEqualTo(7);
    // What it shows is as old as what the load has read, and not as its turn in the load.
    assertThat(completed.freshness())
        .isEqualTo(new Freshness(NOON.plusSeconds(90), null, null, null));
    assertThat(completed.behind(3, NOON.plusSeconds(150), "run3").freshness().lagSeconds())
        .isEqualTo(60);
  }

  @Test
  void oneWordSaysWhatATableIsIn() {
    TableStatus pending = TableStatus.pending("orders");
    assertThat(pending.condition()).isEqualTo(Condition.PENDING);
    assertThat(pending.started(NOON, "r").condition()).isEqualTo(Condition.LOADING);
    assertThat(LOADED.condition()).isEqualTo(Condition.LOADED);
    assertThat(streamed(LOADED).condition()).isEqualTo(Condition.FOLLOWED);
    assertThat(LOADED.behind(0, NOON, "r").condition()).isEqualTo(Condition.FOLLOWED);
    assertThat(streamed(pending).condition()).isEqualTo(Condition.FOLLOWED);
    assertThat(LOADED.failed(NOON, "x").condition()).isEqualTo(Condition.FAILED);
    assertThat(LOADED.skipped(NOON, "x").condition()).isEqualTo(Condition.SKIPPED);
    assertThat(pending.skipped(NOON, TableStatus.EMPTY).condition()).isEqualTo(Condition.EMPTY);
    assertThat(pending.skipped(NOON, TableStatus.EMPTY).trouble()).isEmpty();
    assertThat(LOADED.waiting("the lake", "r").condition()).isEqualTo(Condition.WAITING);
    TableStatus quarantined = streamed(LOADED).quarantined("a column is gone", "r");
    assertThat(quarantined.condition()).isEqualTo(Condition.QUARANTINED);
    assertThat(quarantined.trouble()).isEqualTo("a column is gone");
    assertThat(pending.notFollowed("load it", "r").condition()).isEqualTo(Condition.NOT_FOLLOWED);
  }

  @Test
  void aLoadThatFailsKeepsTheRowsOfTheLastOne() {
    TableStatus failed = LOADED.started(NOON, "run2").failed(NOON.plusSeconds(3), "no connection");
    assertThat(failed.load())
        .isEqualTo(new TableStatus.Load(LoadStatus.FAILED, 100L, NOON, NOON.plusSeconds(3)));
    assertThat(failed.errorMessage()).isEqualTo("no connection");
    assertThat(failed.skipped(NOON, "not wanted").loadStatus()).isEqualTo(LoadStatus.SKIPPED);
  }

  @Test
  void whatTheStreamSaysDoesNotHideWhyTheLoadFailed() {
    TableStatus failed = LOADED.failed(NOON, "no connection");
    assertThat(failed.quarantined("a TRUNCATE", "run2").errorMessage()).isEqualTo("no connection");
    assertThat(streamed(failed).errorMessage()).isEqualTo("no connection");
    TableStatus quarantined = LOADED.quarantined("a TRUNCATE", "run2");
    assertThat(quarantined.errorMessage()).isEqualTo("quarantined: a TRUNCATE");
    assertThat(quarantined.behind(3, NOON, "run2").errorMessage())
        .isEqualTo("quarantined: a TRUNCATE");
    assertThat(quarantined.behind(3, NOON, "run3").errorMessage()).as("of another run").isNull();
    assertThat(streamed(quarantined).errorMessage()).isNull();
  }

  @Test
  void whatAnotherRunHasLeftIsToldFromWhatIsSo() {
    TableStatus followed = LOADED.behind(0, NOON, "killed");
    assertThat(followed.isToldOtherwise(0, "mine")).isFalse();
    assertThat(followed.isToldOtherwise(3, "mine")).isTrue();
    assertThat(followed.isToldOtherwise(3, "killed")).isFalse();
    assertThat(followed.waiting("the lake", "killed").isToldOtherwise(0, "mine")).isTrue();
    assertThat(LOADED.isToldOtherwise(0, "mine")).isTrue();
  }

  @Test
  void thatATableIsEmptyEndsWithWhateverTheStreamSaysOfIt() {
    TableStatus empty = TableStatus.pending("orders").skipped(NOON, TableStatus.EMPTY);
    TableStatus put = empty.quarantined("a TRUNCATE", "run2");
    assertThat(put.errorMessage()).isEqualTo("quarantined: a TRUNCATE");
    assertThat(streamed(put).errorMessage()).isNull();
    assertThat(streamed(empty).errorMessage()).isNull();
    assertThat(streamed(empty).loadStatus()).isEqualTo(LoadStatus.COMPLETED);
    assertThat(empty.notFollowed("it is new", "run2").errorMessage())
        .isEqualTo("not followed: it is new");
    assertThat(TableStatus.pending("orders").skipped(NOON, "no key").quarantined("x", "run2"))
        .extracting(TableStatus::errorMessage)
        .isEqualTo("no key");
  }

  @Test
  void aBatchWithoutAPositionKeepsTheEarlierOne() {
    TableStatus advanced = streamed(LOADED).advanced(NOON, "", 8, null, "run2");
    assertThat(advanced.applied().position()).isEqualTo("0/16B3800");
    assertThat(advanced.freshness().sourceTimestamp()).isEqualTo(NOON.plusSeconds(50));
  }

  @Test
  void everyColumnOfTheTableComesBack() {
    SparkSession spark = LocalSpark.session();
    LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
    SourceNamespace namespace =
        new SourceNamespace(LocalSpark.CATALOG, List.of("status" + System.nanoTime()));
    TableStatus full =
        streamed(LOADED).quarantined("a TRUNCATE", "run4").behind(3, NOON.plusSeconds(80), "run4");
    try (StatusTracker tracker =
        StatusTracker.open(
            lake, namespace, DatabaseType.POSTGRESQL, Clock.fixed(NOON, ZoneOffset.UTC))) {
      tracker.note("orders", row -> full);
      tracker.note("empty", row -> row);
    }
    assertThat(StatusTracker.read(lake, namespace, DatabaseType.POSTGRESQL))
        .containsOnlyKeys("empty", "orders")
        .containsEntry("orders", full)
        .containsEntry("empty", TableStatus.pending("empty"));
    LakeTableId id = namespace.table(StatusTracker.TABLE);
    assertThat(String.join(" ", spark.table(id.quoted()).columns()))
        .isEqualTo(
            "table_name load_status record_count initial_load_start initial_load_end error_message"
                + " oracle_scn postgres_lsn last_processed_timestamp events_applied run_id"
                + " last_source_timestamp lag_events lag_seconds lag_measured_at");
    Row row = spark.table(id.quoted()).where("table_name = 'orders'").first();
    assertThat(row.getAs("load_status").toString()).isEqualTo("completed");
    assertThat(row.getAs("postgres_lsn").toString()).isEqualTo("0/16B3800");
    assertThat(row.<Long>getAs("lag_events")).isEqualTo(3);
    assertThat(row.<Long>getAs("lag_seconds")).isEqualTo(30);
    assertThat(row.isNullAt(row.fieldIndex("oracle_scn"))).isTrue();
  }
}
