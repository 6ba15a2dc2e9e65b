package dev.firn.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.DeclaredType;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.ValueRule;
import dev.firn.testing.LocalSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableMergerTest {

  private static final List<String> NAMESPACE = List.of("merger");
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);

  private static TableMapping mapping(List<String> key) {
    return new TableMapping(
        new TableId("public", "t"),
        List.of(
            new ColumnMapping("a", "a", DeclaredType.of("int8"), ValueRule.BIGINT),
            new ColumnMapping("b", "b", DeclaredType.of("text"), ValueRule.TEXT),
            new ColumnMapping(
                "c", "c", DeclaredType.of("timestamptz"), ValueRule.TIMESTAMP_WITH_ZONE),
            new ColumnMapping("v", "v", DeclaredType.of("int4"), ValueRule.INTEGER)),
        key);
  }

  private LakeTableId create(TableMapping mapping, int formatVersion) {
    LakeTableId id =
        new LakeTableId(
            LocalSpark.CATALOG, NAMESPACE, "t" + UUID.randomUUID().toString().substring(0, 8));
    lake.create(id, mapping.lakeSchema(), formatVersion, Map.of());
    return id;
  }

  private void merge(LakeTableId id, ChangeMerge way, NetChanges changes) {
    LakeTable table = lake.open(id);
    Branch branch = table.openBranch("work");
    way.merge(changes, branch);
    table.publish(branch, Map.of());
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

  @Test
  void bothWaysToMergeLeaveTheSameRows() {
    Random random = new Random(SEED);
    List<List<String>> keys =
        List.of(List.of("a"), List.of("b"), List.of("a", "b"), List.of("c", "a"));
    for (int table = 0; table < keys.size(); table++) {
      TableMapping mapping = mapping(keys.get(table));
      LakeTableId twoSteps = create(mapping, 2 + table % 2);
      LakeTableId full = create(mapping, 2 + table % 2);
      for (int batch = 0; batch < 3; batch++) {
        NetChanges changes = random(random, mapping);
        merge(twoSteps, new TableMerger(spark, mapping), changes);
        merge(full, new FullMerge(spark, mapping.key(), mapping.lakeSchema()), changes);
        assertThat(rows(twoSteps))
            .as("key %s, batch %d, seed %d", mapping.key(), batch, SEED)
            .isEqualTo(rows(full));
      }
    }
  }

  @Test
  void writesOneSmallFileAndReadsOnlyFilesThatCanHoldTheKeys() {
    TableMapping mapping = mapping(List.of("a"));
    LakeTableId id = create(mapping, 2);
    TableMerger merger = new TableMerger(spark, mapping);
    for (long base : new long[] {0, 1000, 2000}) {
      List<NetChange> changes = new ArrayList<>();
      for (long i = base; i < base + 50; i++) {
        changes.add(change(i, "x"));
      }
      merge(id, merger, new NetChanges(false, changes));
    }
    assertThat(spark.sql("SELECT * FROM " + id.quoted() + ".data_files").count()).isEqualTo(3);
    List<Long> read = new ArrayList<>();
    FilesRead listener = new FilesRead(read);
    spark.listenerManager().register(listener);
    merge(id, merger, new NetChanges(false, List.of(change(1007, "y"), change(1011, null))));
    listener.await(spark);
    spark.listenerManager().unregister(listener);
    assertThat(read).as("data files that the deletes were looked up in").contains(1L);
    assertThat(read).doesNotContain(3L);
    assertThat(spark.table(id.quoted()).count()).isEqualTo(149);
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
    CapturedTable captured = new CapturedTable(id, mapping);
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
