package dev.firn.cdc.sink.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.apply.ApplyOutcome;
import dev.firn.cdc.apply.TableApplier;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.sink.Publication;
import dev.firn.cdc.testing.ConsumerRaces;
import dev.firn.cdc.testing.RecordedTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableMergerTest {

  private static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("merger"));
  private static final long SEED = Long.getLong("seed", 20_261_121);

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);

  private static TableMapping mapping(List<String> key) {
    return new TableMapping(
        new TableId("public", "t"),
        List.of(
            PostgresColumns.of("a", "int8"),
            PostgresColumns.of("b", "text"),
            PostgresColumns.of("c", "timestamptz"),
            PostgresColumns.of("v", "int4")),
        key);
  }

  private LakeTableId create(TableMapping mapping, int formatVersion) {
    LakeTableId id = NAMESPACE.table("t" + UUID.randomUUID().toString().substring(0, 8));
    lake.create(id, mapping.lakeSchema(), formatVersion, Map.of());
    return id;
  }

  private void merge(LakeTableId id, ChangeMerge way, NetChanges changes) {
    way.prepare(changes).publish(lake.open(id), new Publication("work", Map.of(), Map.of()));
  }

  private List<String> rows(LakeTableId id) {
    return spark.table(id.quoted()).collectAsList().stream()
        .map(Object::toString)
        .sorted()
        .toList();
  }

  /** At most one change per key, of keys that are few, so that they meet. */
  private static NetChanges random(Random random, TableMapping mapping) {
    List<NetChange> changes = new ArrayList<>();
    Set<RowKey> keys = new HashSet<>();
    int[] ordinals = mapping.keyOrdinals();
    long base = random.nextInt(3) * 20L;
    for (int i = 0; i < 1 + random.nextInt(15); i++) {
      @Nullable Object[] image = {
        base + random.nextInt(20) - 10L,
        List.of("", "é", "z", "\uD83D\uDE00", "\uFFEE").get(random.nextInt(5)),
        Instant.ofEpochSecond(random.nextInt(4) - 2L, random.nextInt(2) * 1000L),
        random.nextInt(10) == 0 ? null : random.nextInt()
      };
      @Nullable Object[] values = new @Nullable Object[ordinals.length];
      for (int k = 0; k < values.length; k++) {
        values[k] = image[ordinals[k]];
      }
      RowKey key = new RowKey(values);
      if (keys.add(key)) {
        changes.add(new NetChange(key, random.nextInt(3) == 0 ? null : image, null));
      }
    }
    return new NetChanges(false, changes);
  }

  private TableMerger merger(TableMapping mapping, long maxDriverRows) {
    return new TableMerger(
        spark, mapping, mapping.lakeSchema(), new KeyLookup(spark, mapping, maxDriverRows));
  }

  /** A column that the contract does not have, with values. */
  private void addColumnOfOthers(LakeTableId id) {
    spark.sql("ALTER TABLE " + id.quoted() + " ADD COLUMN of_others int");
    spark.sql("UPDATE " + id.quoted() + " SET of_others = 7");
  }

  private void partition(LakeTableId id) {
    spark.sql("ALTER TABLE " + id.quoted() + " ADD PARTITION FIELD bucket(2, b)");
  }

  @Test
  void allWaysToMergeLeaveTheSameRows() {
    Random random = new Random(SEED);
    List<List<String>> keys =
        List.of(List.of("a"), List.of("b"), List.of("a", "b"), List.of("c", "a"));
    for (int table = 0; table < keys.size(); table++) {
      TableMapping mapping = mapping(keys.get(table));
      Map<LakeTableId, ChangeMerge> ways = new LinkedHashMap<>();
      ways.put(create(mapping, 2 + table % 2), merger(mapping, Long.MAX_VALUE));
      ways.put(create(mapping, 2 + table % 2), merger(mapping, -1));
      ways.put(create(mapping, 2), new FullMerge(spark, mapping.key(), mapping.lakeSchema()));
      if (table % 2 == 1) {
        ways.keySet().forEach(this::partition);
      }
      for (int batch = 0; batch < 3; batch++) {
        NetChanges changes = random(random, mapping);
        ways.forEach((id, way) -> merge(id, way, changes));
        assertThat(ways.keySet().stream().map(this::rows).distinct())
            .as("key %s, batch %d, seed %d", mapping.key(), batch, SEED)
            .hasSize(1);
        if (table % 2 == 0 && batch == 0) {
          ways.keySet().forEach(this::addColumnOfOthers);
        }
      }
      for (LakeTableId id : ways.keySet()) {
        assertThat(mostDeleteFiles(id)).as("files of deletes per data file").isLessThanOrEqualTo(1);
      }
    }
  }

  /** Of any data file; who reads the table opens all of them. */
  private int mostDeleteFiles(LakeTableId id) {
    int most = 0;
    Table table =
        Spark3Util.loadIcebergCatalog(spark, LocalSpark.CATALOG)
            .loadTable(TableIdentifier.of(NAMESPACE.levels().get(0), id.name()));
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        most = Math.max(most, task.deletes().size());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return most;
  }

  @Test
  void smallChangesOfASmallTableNeedNoJobOfSpark() {
    TableMapping mapping = mapping(List.of("a"));
    LakeTableId id = create(mapping, 2);
    Jobs jobs = new Jobs();
    spark.sparkContext().addSparkListener(jobs);
    for (String text : List.of("x", "y")) {
      merge(
          id,
          new TableMerger(spark, mapping),
          new NetChanges(false, List.of(change(1, text), change(2, text))));
    }
    assertThat(spark.range(3).collectAsList()).hasSize(3);
    jobs.await(1);
    spark.sparkContext().removeSparkListener(jobs);
    assertThat(jobs.count()).as("only the test's own job").isEqualTo(1);
    assertThat(rows(id)).hasSize(2).allMatch(row -> row.contains(",y,"));
  }

  @Test
  void writesOneSmallFileAndReadsOnlyFilesThatCanHoldTheKeys() {
    TableMapping mapping = mapping(List.of("a"));
    LakeTableId id = create(mapping, 2);
    TableMerger merger = merger(mapping, -1);
    for (long base : new long[] {0, 1000, 2000}) {
      List<NetChange> changes = new ArrayList<>();
      for (long i = base; i < base + 50; i++) {
        changes.add(change(i, "x"));
      }
      merge(id, merger, new NetChanges(false, changes));
    }
    assertThat(spark.sql("SELECT * FROM " + id.quoted() + ".data_files").count()).isEqualTo(3);
    assertThat(
            spark
                .sql(
                    "SELECT summary['total-data-files'], summary['total-records'] FROM "
                        + id.quoted()
                        + ".snapshots ORDER BY committed_at DESC")
                .first())
        .as("totals that engines plan with")
        .isEqualTo(RowFactory.create("3", "150"));
    NetChanges more = new NetChanges(false, List.of(change(1007, "y"), change(1011, null)));
    List<RowKey> changed = more.changes().stream().map(NetChange::key).toList();
    assertThat(lake.open(id).find(mapping.key(), KeyLookup.values(changed)).orElseThrow().files())
        .as("data files that the deletes are looked up in")
        .isEqualTo(1);
    merge(id, merger, more);
    assertThat(spark.table(id.quoted()).count()).isEqualTo(149);
  }

  /** SQL calls numbers equal that Java does not, so Spark compares them. */
  @Test
  void findsKeysWithFloatingPointNumbersAsSqlComparesThem() {
    TableMapping mapping =
        new TableMapping(
            new TableId("public", "f"),
            List.of(PostgresColumns.of("f", "float8"), PostgresColumns.of("v", "int4")),
            List.of("f"));
    for (long maxDriverRows : new long[] {Long.MAX_VALUE, -1}) {
      LakeTableId id = create(mapping, 2);
      TableMerger merger = merger(mapping, maxDriverRows);
      merge(id, merger, numbers(Map.of(0.0, 1, 1.5, 2, Double.NaN, 3)));
      merge(id, merger, numbers(Map.of(-0.0, 4, Double.NaN, 5)));
      assertThat(rows(id)).containsExactlyInAnyOrder("[-0.0,4]", "[1.5,2]", "[NaN,5]");
    }
  }

  private static NetChanges numbers(Map<Double, Integer> rows) {
    List<NetChange> changes = new ArrayList<>();
    rows.forEach(
        (key, value) ->
            changes.add(
                new NetChange(new RowKey(new Object[] {key}), new Object[] {key, value}, null)));
    return new NetChanges(false, changes);
  }

  private static NetChange change(long key, @Nullable String text) {
    @Nullable Object[] image = text == null ? null : new Object[] {key, text, Instant.EPOCH, 1};
    return new NetChange(new RowKey(new Object[] {key}), image, null);
  }

  @Test
  void anIdleTableStartsNoJobAndGetsNoSnapshot() {
    RecordedTable recorded = new RecordedTable("idle", "idle", "idle", null);
    Random random = new Random(SEED);
    for (int i = 0; i < 5; i++) {
      recorded.writeAnything(random);
    }
    TableMapping mapping = RecordedTable.mapping("idle");
    LakeTableId id = create(mapping, 2);
    CapturedTable captured = new CapturedTable("shop", id, mapping);
    TableApplier applier = ConsumerRaces.applier(lake, NAMESPACE, "idle", "run");
    DecodedChanges batch = recorded.decoded(0, recorded.end());
    applier.apply(captured, recorded.topic(), batch);
    long snapshot = lake.open(id).snapshotId();
    Jobs jobs = new Jobs();
    spark.sparkContext().addSparkListener(jobs);
    DecodedChanges nothing = new DecodedChanges(List.of(), Map.of(), Set.of(), List.of());
    assertThat(applier.apply(captured, recorded.topic(), nothing))
        .isEqualTo(new ApplyOutcome.AlreadyApplied());
    assertThat(applier.apply(captured, recorded.topic(), batch))
        .isEqualTo(new ApplyOutcome.AlreadyApplied());
    assertThat(lake.open(id).snapshotId()).isEqualTo(snapshot);
    assertThat(spark.range(3).collectAsList()).hasSize(3);
    jobs.await(1);
    spark.sparkContext().removeSparkListener(jobs);
    assertThat(jobs.count()).as("only the test's own job").isEqualTo(1);
  }

  /** Counts the jobs that Spark starts. */
  private static final class Jobs extends SparkListener {
    private int count;

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
      count++;
      notifyAll();
    }

    synchronized int count() {
      return count;
    }

    synchronized void await(int wanted) {
      try {
        for (int i = 0; i < 50 && count < wanted; i++) {
          wait(200);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
