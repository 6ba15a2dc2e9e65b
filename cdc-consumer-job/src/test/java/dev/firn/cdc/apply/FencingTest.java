package dev.firn.cdc.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.testing.ConsumerRaces;
import dev.firn.cdc.testing.PublishedStates;
import dev.firn.cdc.testing.RecordedTable;
import dev.firn.error.Causes;
import dev.firn.error.DataGapException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do to a table, and what the catalog does not tell, cannot make a stream go wrong. */
class FencingTest {

  private static final String STREAM = "fencing";
  private static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("fencing"));
  private static final List<String> MAINTENANCE =
      List.of(
          "rewrite_data_files(table => '%s', options => map('rewrite-all','true'))",
          "rewrite_manifests(table => '%s', use_caching => false)",
          "expire_snapshots(table => '%s', retain_last => 1,"
              + " older_than => TIMESTAMP '2100-01-01 00:00:00')");
  private static final int MAINTENANCE_ROUNDS = 2;
  private static final int MIN_BATCHES = 6;
  private static final long SEED = Long.getLong("seed", 20_261_121);

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final LakeTableId id = NAMESPACE.table(name);
  private final CapturedTable captured = new CapturedTable(STREAM, id, RecordedTable.mapping(name));
  private final RecordedTable recorded = new RecordedTable(STREAM, STREAM, name, null);
  private final Random random = new Random(SEED);

  @BeforeEach
  void create() {
    lake.create(
        id,
        captured.mapping().lakeSchema(),
        2,
        Map.of(TableProperty.CONTRACT, captured.mapping().toJson()));
  }

  @AfterEach
  void takeTrapsAway() {
    FaultPoint.install(null);
  }

  private TableApplier applier() {
    return ConsumerRaces.applier(lake, NAMESPACE, STREAM, "run");
  }

  private ApplyOutcome applyMore(TableApplier applier) {
    long from = recorded.end();
    for (int i = 0; i < 5; i++) {
      recorded.writeAnything(random);
    }
    return apply(applier, from);
  }

  private ApplyOutcome apply(TableApplier applier, long from) {
    return applier.apply(captured, recorded.topic(), recorded.decoded(from, recorded.end()));
  }

  private Table table() {
    return Spark3Util.loadIcebergCatalog(spark, LocalSpark.CATALOG)
        .loadTable(TableIdentifier.of(NAMESPACE.levels().get(0), name));
  }

  private void assertExact() {
    assertThat(new PublishedStates(table(), recorded, STREAM).problemsAfter(-1))
        .as("seed %d", SEED)
        .isEmpty();
    Ledger ledger =
        Ledger.fromJson(table().properties().getOrDefault(TableProperty.ledger(STREAM), ""));
    long held = ledger.next().getOrDefault(0, 0L);
    assertThat(recorded.eventsBetween(held, recorded.end())).isZero();
  }

  /** The catalog goes silent at the first arrival at the step. */
  private static void silentAt(String step, Runnable meanwhile) {
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals(step)) {
            FaultPoint.install(null);
            meanwhile.run();
            throw new CommitStateUnknownException(new IllegalStateException("no answer"));
          }
        });
  }

  @Test
  void aCommitThatSucceededWithoutAnAnswerIsFoundAndNotRepeated() {
    TableApplier applier = applier();
    silentAt("lake.publish.after", () -> {});
    assertThat(applyMore(applier)).isInstanceOf(ApplyOutcome.Applied.class);
    assertThat(table().history()).hasSize(1);
    applyMore(applier);
    assertExact();
  }

  @Test
  void aCommitThatFailedWithoutAnAnswerIsMadeAgain() {
    TableApplier applier = applier();
    silentAt("lake.publish.before", () -> {});
    assertThat(applyMore(applier)).isInstanceOf(ApplyOutcome.Applied.class);
    applyMore(applier);
    assertExact();
  }

  @Test
  void aCommitThatArrivesLateIsNotRepeated() {
    TableApplier applier = applier();
    applyMore(applier);
    long from = recorded.end();
    for (int i = 0; i < 5; i++) {
      recorded.writeAnything(random);
    }
    // The catalog has not done it when it is asked again; it does it while the second try runs.
    silentAt(
        "lake.publish.before",
        () ->
            FaultPoint.install(
                (reached, subject) -> {
                  if (reached.equals("stream.append.after")) {
                    FaultPoint.install(null);
                    apply(applier, from);
                  }
                }));
    assertThat(apply(applier, from)).isEqualTo(new ApplyOutcome.AlreadyApplied());
    assertThat(table().history()).hasSize(2);
    assertExact();
  }

  /** A branch of an empty table has no snapshot that would tie it to what was decided from. */
  @Test
  void aFirstBatchIsNotPublishedOnTopOfAnothersFirstBatch() {
    TableApplier applier = applier();
    for (int i = 0; i < 5; i++) {
      recorded.writeAnything(random);
    }
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals("stream.branch.before")) {
            FaultPoint.install(null);
            apply(applier, 0);
          }
        });
    assertThat(apply(applier, 0)).isEqualTo(new ApplyOutcome.AlreadyApplied());
    assertThat(table().history()).hasSize(1);
    assertExact();
  }

  @Test
  void twoConsumersAtOnceApplyEveryEventOnce() throws Exception {
    try (ConsumerRaces races = new ConsumerRaces(SEED)) {
      for (int i = 0; i < 5; i++) {
        assertThat(races.race()).as("race %d, seed %d", i, SEED).isEmpty();
      }
    }
  }

  @Test
  void goesOnWhenOldSnapshotsHaveExpired() {
    TableApplier applier = applier();
    for (int i = 0; i < 3; i++) {
      applyMore(applier);
    }
    table().expireSnapshots().expireOlderThan(System.currentTimeMillis()).retainLast(1).commit();
    assertThat(apply(applier(), 0)).isEqualTo(new ApplyOutcome.AlreadyApplied());
    applyMore(applier());
    assertThat(rowsByKey()).isEqualTo(recorded.rowsAt(recorded.end()));
  }

  @Test
  void goesOnWhenTheTableWasCompacted() {
    TableApplier applier = applier();
    applyMore(applier);
    applyMore(applier);
    call(MAINTENANCE.get(0));
    assertThat(applyMore(applier)).isInstanceOf(ApplyOutcome.Applied.class);
  }

  /** Whoever comes second does it again; nobody's files are gone under anybody's hands. */
  @Test
  void staysExactWhileTheTableIsMaintainedBesideIt() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    Future<Integer> maintenance = other.submit(this::maintain);
    TableApplier applier = applier();
    for (int batch = 0; batch < MIN_BATCHES || !maintenance.isDone(); batch++) {
      applyMore(applier);
    }
    other.shutdown();
    assertThat(maintenance.get()).as("commits of the maintenance").isPositive();
    assertThat(rowsByKey()).isEqualTo(recorded.rowsAt(recorded.end()));
  }

  /** What the batch was decided from is compacted and expired before it is looked at. */
  @Test
  void doesABatchAgainWhoseFilesAreGone() {
    TableApplier applier = applier();
    recorded.insert(1, 10, "large");
    apply(applier, 0);
    recorded.insert(2, 20, "small");
    apply(applier, 1);
    recorded.updateWithoutFiller(1, 30);
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals("stream.letters.before")) {
            FaultPoint.install(null);
            MAINTENANCE.forEach(this::call);
          }
        });
    assertThat(apply(applier, 2)).isInstanceOf(ApplyOutcome.Applied.class);
    assertThat(rowsByKey()).isEqualTo(recorded.rowsAt(recorded.end()));
  }

  /** What operators run, one after the other; how often it got through. */
  private int maintain() {
    int done = 0;
    for (int round = 0; round < MAINTENANCE_ROUNDS; round++) {
      for (String procedure : MAINTENANCE) {
        try {
          call(procedure);
          done++;
        } catch (RuntimeException e) {
          requireLostRace(e);
        }
      }
    }
    return done;
  }

  private void call(String procedure) {
    String call = procedure.formatted(NAMESPACE.levels().get(0) + "." + name);
    spark.sql("CALL " + LocalSpark.CATALOG + ".system." + call);
  }

  /** The stream was faster; operators try again too. */
  private static void requireLostRace(RuntimeException e) {
    if (Causes.find(e, CommitFailedException.class).isEmpty()
        && Causes.find(e, ValidationException.class).isEmpty()) {
      throw e;
    }
  }

  private Map<Long, List<Object>> rowsByKey() {
    List<Object[]> rows = new ArrayList<>();
    spark.sql("REFRESH TABLE " + id.quoted());
    spark
        .table(id.quoted())
        .collectAsList()
        .forEach(row -> rows.add(new Object[] {row.get(0), row.get(1), row.get(2), row.get(3)}));
    return RecordedTable.byKey(rows);
  }

  @Test
  void refusesATableThatWasRolledBack() {
    TableApplier applier = applier();
    applyMore(applier);
    Snapshot first = table().currentSnapshot();
    applyMore(applier);
    table().manageSnapshots().rollbackTo(first.snapshotId()).commit();
    assertThatThrownBy(() -> applyMore(applier))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it was rolled back")
        .hasMessageContaining("firn bulk-load --source fencing --tables " + name);
  }

  /** With the same offsets before and after, as after a retry or a fill of older rows. */
  @Test
  void refusesATableThatWasRolledBackBehindAPublicationThatHasNotMovedTheLedger() {
    TableApplier applier = applier();
    applyMore(applier);
    Snapshot first = table().currentSnapshot();
    LakeTable held = lake.open(id);
    held.branches().publish(held.branches().open(Branch.STREAM_PREFIX + "fill"), Map.of("k", "v"));
    assertThat(lake.open(id).isSetBack()).isFalse();
    table().manageSnapshots().rollbackTo(first.snapshotId()).commit();
    assertThat(lake.open(id).isSetBack()).isTrue();
    LakeTable back = lake.open(id);
    back.delta().publish(Map.of(), Map.of("k", "w"));
    assertThat(lake.open(id).isSetBack()).as("whatever is published on top of it").isTrue();
    assertThatThrownBy(() -> applyMore(applier))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it was rolled back or replaced");
  }

  @Test
  void refusesATableThatWasRolledBackAndOfWhichEverythingElseHasExpired() {
    TableApplier applier = applier();
    applyMore(applier);
    Snapshot first = table().currentSnapshot();
    applyMore(applier);
    table().manageSnapshots().rollbackTo(first.snapshotId()).commit();
    call(MAINTENANCE.get(2));
    assertThat(table().snapshots()).hasSize(1);
    assertThatThrownBy(() -> applyMore(applier))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it was rolled back");
  }

  @Test
  void goesOnWithATableOfWhichAllSnapshotsOfItsOwnHaveExpired() {
    TableApplier applier = applier();
    applyMore(applier);
    long from = recorded.end();
    recorded.insert(99, 1, "stays");
    apply(applier, from);
    call(MAINTENANCE.get(0));
    call(MAINTENANCE.get(2));
    assertThat(table().snapshots()).hasSize(1);
    assertThat(table().currentSnapshot().summary()).doesNotContainKey(TableProperty.ledger(STREAM));
    applyMore(applier);
    assertThat(rowsByKey()).isEqualTo(recorded.rowsAt(recorded.end()));
  }

  @Test
  void refusesATableThatWasMadeAnewWithTheOldProperties() {
    applyMore(applier());
    Map<String, String> properties = table().properties();
    lake.drop(id);
    lake.create(id, captured.mapping().lakeSchema(), 2, properties);
    assertThatThrownBy(() -> applyMore(applier()))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it was copied or recreated");
  }

  @Test
  void refusesATableThatWasMadeAnewDuringTheRun() {
    TableApplier applier = applier();
    applyMore(applier);
    lake.drop(id);
    create();
    assertThatThrownBy(() -> applyMore(applier))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it was dropped and recreated");
  }
}
