package dev.firn.cdc.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.drift.OlderRows;
import dev.firn.cdc.error.MissingRowException;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.cdc.ledger.ConsumerRun;
import dev.firn.cdc.ledger.FencingEpochs;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.sink.mirror.KeptValues;
import dev.firn.cdc.sink.mirror.NetChange;
import dev.firn.cdc.sink.mirror.NetChanges;
import dev.firn.cdc.tables.Sinks;
import dev.firn.cdc.testing.Places;
import dev.firn.error.DataGapException;
import dev.firn.error.FencedException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableApplierTest {

  private static final String TOPIC = "shop.shop.orders";
  private static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", "applier"));

  private static final TableMapping MAPPING =
      new TableMapping(
          new TableId("shop", "orders"),
          List.of(
              PostgresColumns.of("id", "int8"),
              PostgresColumns.of("status", "text"),
              PostgresColumns.of("note", "text")),
          List.of("id"));

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final LakeTableId id =
      NAMESPACE.table("orders_" + UUID.randomUUID().toString().substring(0, 8));
  private final CapturedTable captured = new CapturedTable("shop", id, MAPPING);
  private long offset;

  private TableApplier applier(String run) {
    return applier(run, 1);
  }

  private TableApplier applier(String run, long epoch) {
    DeadLetters letters =
        new DeadLetters(DeadLetterTable.open(lake, NAMESPACE), "shop", 100, Clock.systemUTC());
    return new TableApplier(
        lake,
        Sinks.of(spark, Clock.systemUTC()),
        new RunProgress(
            new ConsumerRun("shop", run, epoch),
            topic -> TopicIdentity.UNKNOWN,
            ConnectorProof.ofTrusted(lake)),
        letters,
        Clock.systemUTC());
  }

  @AfterEach
  void takeTrapAway() {
    FaultPoint.install(null);
  }

  @BeforeEach
  void createTable() {
    create(2);
  }

  private void create(int formatVersion) {
    lake.find(id).ifPresent(table -> lake.drop(id));
    lake.create(
        id, MAPPING.lakeSchema(), formatVersion, Map.of(TableProperty.CONTRACT, MAPPING.toJson()));
  }

  private Change row(ChangeOperation operation, long key, @Nullable Object... rest) {
    @Nullable Object[] image = new @Nullable Object[rest.length + 1];
    image[0] = key;
    System.arraycopy(rest, 0, image, 1, rest.length);
    return new Change(place(), operation, key(key), null, image);
  }

  private Change moved(long from, long to, @Nullable Object... rest) {
    Change insert = row(ChangeOperation.CREATE, to, rest);
    return new Change(insert.place(), insert.operation(), insert.key(), key(from), insert.image());
  }

  private Change delete(long key) {
    return new Change(place(), ChangeOperation.DELETE, key(key), null, null);
  }

  private Change truncate() {
    return new Change(place(), ChangeOperation.TRUNCATE, null, null, null);
  }

  private static RowKey key(long id) {
    return new RowKey(new Object[] {id});
  }

  private EventPlace place() {
    long at = offset++;
    return Places.at(0, at, 1000 + at, 1000 + at, -1, -1);
  }

  private static DecodedChanges batch(Change... changes) {
    long end = changes[changes.length - 1].place().offset() + 1;
    return new DecodedChanges(Arrays.asList(changes), Map.of(0, end), Set.of(), List.of());
  }

  private ApplyOutcome apply(Change... changes) {
    return applier("run1").apply(captured, TOPIC, batch(changes));
  }

  private List<String> rows() {
    return spark.table(id.quoted()).collectAsList().stream()
        .map(row -> row.getLong(0) + " " + row.get(1) + " " + row.get(2))
        .sorted()
        .toList();
  }

  private Ledger ledger() {
    return lake.open(id).state().findLedger("shop").orElseThrow();
  }

  @ParameterizedTest(name = "format {0}")
  @ValueSource(ints = {2, 3})
  void appliesInsertsUpdatesAndDeletesInOneCommitWithTheLedger(int formatVersion) {
    create(formatVersion);
    apply(
        row(ChangeOperation.CREATE, 1, "new", "a"),
        row(ChangeOperation.CREATE, 2, "new", "b"),
        row(ChangeOperation.CREATE, 3, "new", null));
    apply(row(ChangeOperation.UPDATE, 1, "paid", "a"), delete(2));
    assertThat(rows()).containsExactly("1 paid a", "3 new null");
    assertThat(ledger().next()).containsEntry(0, 5L);
    assertThat(ledger().events()).isEqualTo(5);
    assertThat(spark.sql("SELECT * FROM " + id.quoted() + ".history").count())
        .as("readers see the published states only")
        .isEqualTo(2);
  }

  @Test
  void leavesAReplayedBatchAlone() {
    Change first = row(ChangeOperation.CREATE, 1, "new", "a");
    Change second = delete(1);
    apply(first);
    apply(second);
    long snapshot = lake.open(id).snapshotId();
    assertThat(applier("run2").apply(captured, TOPIC, batch(first, second)))
        .isEqualTo(new ApplyOutcome.AlreadyApplied());
    assertThat(rows()).isEmpty();
    assertThat(lake.open(id).snapshotId()).isEqualTo(snapshot);
  }

  @Test
  void appliesTheRestOfABatchThatIsPartlyOld() {
    Change first = row(ChangeOperation.CREATE, 1, "new", "a");
    apply(first);
    apply(first, row(ChangeOperation.CREATE, 2, "new", "b"));
    assertThat(rows()).containsExactly("1 new a", "2 new b");
  }

  @Test
  void keepsStoredValuesThatAnUpdateDidNotCarry() {
    apply(
        row(ChangeOperation.CREATE, 1, "new", "large"),
        row(ChangeOperation.CREATE, 2, "new", null));
    apply(
        row(ChangeOperation.UPDATE, 1, "paid", Unavailable.VALUE),
        row(ChangeOperation.UPDATE, 2, "paid", Unavailable.VALUE));
    assertThat(rows()).containsExactly("1 paid large", "2 paid null");
  }

  @Test
  void keepsTheBytesOfEachRowThoughAllAreOfOneLength() {
    TableMapping files =
        MAPPING.with(
            List.of(
                MAPPING.columns().get(0),
                MAPPING.columns().get(1),
                PostgresColumns.of("note", "bytea")));
    lake.drop(id);
    lake.create(id, files.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, files.toJson()));
    List<Change> loaded = new ArrayList<>();
    List<Change> updated = new ArrayList<>();
    for (byte i = 1; i < 6; i++) {
      loaded.add(row(ChangeOperation.CREATE, i, "new", new byte[] {i, i}));
    }
    for (byte i = 1; i < 6; i++) {
      updated.add(row(ChangeOperation.UPDATE, i, "paid", Unavailable.VALUE));
    }
    applier("run1").apply(captured.with(files), TOPIC, batch(loaded.toArray(Change[]::new)));
    applier("run1").apply(captured.with(files), TOPIC, batch(updated.toArray(Change[]::new)));
    assertThat(spark.sql("SELECT hex(note) FROM " + id.quoted() + " ORDER BY id").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("0101", "0202", "0303", "0404", "0505");
  }

  @Test
  void takesLargeValuesAlongWhenAKeyChanges() {
    apply(row(ChangeOperation.CREATE, 1, "new", "large"));
    apply(delete(1), moved(1, 7, "new", Unavailable.VALUE));
    assertThat(rows()).containsExactly("7 new large");
  }

  @Test
  void takesLargeValuesAlongWhenABatchEndsInTheMiddleOfAKeyChange() {
    apply(row(ChangeOperation.CREATE, 1, "new", "large"));
    apply(row(ChangeOperation.UPDATE, 1, "paid", Unavailable.VALUE));
    apply(delete(1));
    apply(moved(1, 7, "paid", Unavailable.VALUE));
    assertThat(rows()).containsExactly("7 paid large");
  }

  @ParameterizedTest(name = "found by Spark: {0}, changed before it left: {1}")
  @CsvSource({"false,true", "true,false"})
  void aRowWhoseKeyChangesHasTheDefaultOfAColumnThatIsAddedInBetween(
      boolean bySpark, boolean changed) {
    apply(
        row(ChangeOperation.CREATE, 1, "new", "large"), row(ChangeOperation.CREATE, 2, "new", "b"));
    Change leaves = new Change(place(), ChangeOperation.DELETE, key(1), null, true, null);
    if (changed) {
      apply(row(ChangeOperation.UPDATE, 1, "paid", Unavailable.VALUE), leaves);
    } else {
      apply(leaves);
    }
    List<ColumnMapping> columns = new ArrayList<>(MAPPING.columns());
    columns.set(2, columns.get(2).named("remark", "remark"));
    columns.add(PostgresColumns.of("kind", "text").withAddedDefault("plain"));
    columns.add(PostgresColumns.of("more", "int4"));
    TableMapping wider = MAPPING.with(columns);
    LakeTable table = lake.open(id);
    table.alter().renameColumn("note", "remark", Map.of());
    table
        .alter()
        .addColumns(
            columns.subList(3, 5).stream().map(ColumnMapping::field).toArray(StructField[]::new),
            Map.of(
                TableProperty.CONTRACT,
                wider.toJson(),
                TableProperty.BACKFILL_PREFIX + "kind",
                "plain"));
    CapturedTable followed = captured.with(wider);
    new OlderRows(spark, lake, "run1").fill(followed);

    // The event was written before the column was added, so it does not have it.
    Change arrives =
        moved(
            1,
            7,
            changed ? "paid" : "new",
            Unavailable.VALUE,
            Unavailable.VALUE,
            Unavailable.VALUE);
    if (bySpark) {
      NetChange change =
          new NetChange(key(7), arrives.image(), key(1), arrives, NetChange.Kept.MOVED);
      NetChanges complete =
          new KeptValues(followed, new KeyLookup(spark, wider, 0))
              .complete(new NetChanges(false, List.of(change)), lake.open(id));
      assertThat(complete.changes().get(0).image())
          .containsExactly(7L, changed ? "paid" : "new", "large", "plain", null);
    } else {
      applier("run1").apply(followed, TOPIC, batch(arrives));
      assertThat(spark.table(id.quoted()).collectAsList())
          .extracting(found -> found.mkString(" "))
          .containsExactlyInAnyOrder(
              "2 new b plain null", "7 " + (changed ? "paid" : "new") + " large plain null");
    }
  }

  @Test
  void refusesToKeepAValueThatTheTableDoesNotHold() {
    apply(row(ChangeOperation.CREATE, 1, "new", "large"));
    assertThatThrownBy(() -> apply(row(ChangeOperation.UPDATE, 5, "paid", Unavailable.VALUE)))
        .isInstanceOf(MissingRowException.class)
        .hasMessageContaining("first of key [5]")
        .hasMessageContaining("firn bulk-load --source shop --tables orders --no-resume.");
    assertThat(rows()).containsExactly("1 new large");
  }

  @Test
  void emptiesTheTableInTheRightPlace() {
    apply(row(ChangeOperation.CREATE, 1, "new", "a"), row(ChangeOperation.CREATE, 2, "new", "b"));
    apply(
        row(ChangeOperation.CREATE, 3, "new", "c"),
        truncate(),
        row(ChangeOperation.CREATE, 2, "again", "d"));
    assertThat(rows()).containsExactly("2 again d");
    apply(truncate());
    assertThat(rows()).isEmpty();
  }

  @Test
  void appliesDeadLettersToTheLedgerOnly() {
    apply(row(ChangeOperation.CREATE, 1, "new", "a"));
    DeadLetter letter =
        new DeadLetter(TOPIC, place(), null, new byte[] {1}, EventHeaders.NONE, "it is broken");
    DecodedChanges broken =
        new DecodedChanges(List.of(), Map.of(0, offset), Set.of(), List.of(letter));
    applier("run1").apply(captured, TOPIC, broken);
    assertThat(ledger().next()).containsEntry(0, 2L);
    assertThat(rows()).containsExactly("1 new a");
    LakeTableId letters = id.sibling("_cdc_dead_letter");
    assertThat(
            spark
                .table(letters.quoted())
                .where("reason = 'it is broken' AND offset = " + letter.place().offset())
                .count())
        .isPositive();
  }

  @Test
  void appliesNothingToATableThatWasCutOffWhileItsConsumerRuns() {
    TableApplier running = applier("run1");
    running.apply(captured, TOPIC, batch(row(ChangeOperation.CREATE, 1, "new", "a")));
    lake.open(id).alter().setProperties(Map.of(TableProperty.GAP, "its slot was lost"));
    DecodedChanges later = batch(row(ChangeOperation.CREATE, 2, "new", "b"));

    assertThatThrownBy(() -> running.apply(captured, TOPIC, later))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("its slot was lost")
        .hasMessageContaining("firn bulk-load --source shop --tables orders --no-resume");
    assertThat(rows()).containsExactly("1 new a");
  }

  @Test
  void losesTheRaceAgainstWhoeverPublishesFirst() {
    apply(row(ChangeOperation.CREATE, 1, "new", "a"));
    LakeTable slow = lake.open(id);
    Branch branch = slow.branches().open("slow");
    slow.branches().deleteAll(branch);
    apply(row(ChangeOperation.UPDATE, 1, "paid", "a"));
    assertThatThrownBy(() -> slow.branches().publish(branch, Map.of()))
        .isInstanceOf(LostRaceException.class)
        .hasMessageContaining("another run has changed it meanwhile");
    assertThat(rows()).containsExactly("1 paid a");
  }

  @Test
  void losesTheRaceAlsoWhenTheTableMovedBeforeTheBranchWasOpened() {
    apply(row(ChangeOperation.CREATE, 1, "new", "a"));
    LakeTable slow = lake.open(id);
    apply(row(ChangeOperation.UPDATE, 1, "paid", "a"));
    Branch branch = slow.branches().open("slow");
    assertThatThrownBy(() -> slow.branches().publish(branch, Map.of("decided", "from old data")))
        .isInstanceOf(LostRaceException.class)
        .hasMessageContaining("another run has changed it meanwhile");
    assertThat(lake.open(id).findProperty("decided")).isEmpty();
  }

  /** Whoever wins races in a row, such as a compaction, gets time to end. */
  @Test
  void triesAgainAfterLongerAndLongerPausesWhenItLosesRaces() {
    TableApplier applier = applier("run1");
    DecodedChanges batch = batch(row(ChangeOperation.CREATE, 1, "new", "a"));
    AtomicInteger tries = new AtomicInteger();
    List<Long> begun = new ArrayList<>();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("stream.table.before") && subject.equals(id.name())) {
            begun.add(System.nanoTime());
            if (tries.incrementAndGet() < 5) {
              throw LostRaceException.refused(id, "planted", null);
            }
          }
        });
    applier.apply(captured, TOPIC, batch);
    assertThat(tries).hasValue(5);
    assertThat(rows()).containsExactly("1 new a");
    // A pause may last longer and is never shorter than half of what it is by the policy.
    for (int i = 0; i < 4; i++) {
      assertThat(Duration.ofNanos(begun.get(i + 1) - begun.get(i)))
          .as("pause %d", i + 1)
          .isGreaterThanOrEqualTo(Duration.ofMillis(25L << i));
    }
  }

  private static String counted(Metric metric) {
    return Metrics.ofProcess().samples(metric).stream()
        .map(
            sample -> sample.labels().get(sample.labels().size() - 1) + " " + (long) sample.value())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  @Test
  void countsWhatWasAppliedOnceItIsThere() {
    Change old = row(ChangeOperation.CREATE, 1, "new", "a");
    apply(old, row(ChangeOperation.CREATE, 2, "new", "b"));
    Metrics.ofProcess().begin("cdc", "shop");
    AtomicInteger commits = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          boolean isCommit = step.equals("lake.publish.before") && subject.equals(id.name());
          if (isCommit && commits.incrementAndGet() < 3) {
            throw new CommitFailedException("planted");
          }
        });
    apply(
        old,
        row(ChangeOperation.UPDATE, 1, "paid", "a"),
        row(ChangeOperation.UPDATE, 1, "sent", "a"),
        row(ChangeOperation.CREATE, 3, "new", "c"),
        row(ChangeOperation.CREATE, 4, "new", "c"),
        delete(2));
    assertThat(commits).hasValue(3);
    assertThat(counted(Metric.CDC_EVENTS)).isEqualTo("create 2, delete 1, update 2");
    assertThat(counted(Metric.CDC_SKIPPED)).isEqualTo("applied 1");
    assertThat(counted(Metric.ICEBERG_ROWS)).isEqualTo("deleted 2, written 3");
    assertThat(counted(Metric.ICEBERG_COMMITS)).isEqualTo("committed 1, refused 2");
    assertThat(counted(Metric.RETRIES)).isEqualTo("lost_race 2");
  }

  @Test
  void countsRowsThatAreEmptiedOrMarkedInTurn() {
    apply(
        row(ChangeOperation.CREATE, 1, "new", "a"),
        row(ChangeOperation.CREATE, 2, "new", "b"),
        row(ChangeOperation.CREATE, 3, "new", "c"));
    apply(delete(1));
    Metrics.ofProcess().begin("cdc", "shop");
    apply(delete(2));
    assertThat(counted(Metric.ICEBERG_ROWS))
        .as("a delete file that takes the place of another")
        .isEqualTo("deleted 1");
    apply(truncate());
    assertThat(counted(Metric.ICEBERG_ROWS)).isEqualTo("deleted 2");
  }

  @Test
  void doesNotGoOnBehindALoadThatHasSetTheLedgerBack() {
    TableApplier running = applier("run1");
    running.apply(captured, TOPIC, batch(row(ChangeOperation.CREATE, 1, "new", "a")));
    String before = lake.open(id).findProperty(TableProperty.ledger("shop")).orElseThrow();
    running.apply(captured, TOPIC, batch(row(ChangeOperation.CREATE, 2, "new", "b")));
    LakeTable table = lake.open(id);
    table
        .replaceRows(lake, List.of(), List.of(), null)
        .publish(List.of(), Map.of(), Map.of(TableProperty.ledger("shop"), before), "load");

    for (int batch = 0; batch < 2; batch++) {
      Change change = row(ChangeOperation.CREATE, 3, "new", "c");
      assertThatThrownBy(() -> running.apply(captured, TOPIC, batch(change)))
          .hasMessageContaining("it was loaded anew while its changes were applied");
    }
    assertThat(rows()).isEmpty();
    applier("run2").apply(captured, TOPIC, batch(row(ChangeOperation.CREATE, 2, "new", "b")));
    assertThat(rows()).containsExactly("2 new b");
  }

  @Test
  void stopsAConsumerThatANewerOneHasReplaced() {
    apply(row(ChangeOperation.CREATE, 1, "new", "a"));
    Change next = row(ChangeOperation.UPDATE, 1, "paid", "a");
    applier("run2", 2).apply(captured, TOPIC, batch(next));
    Change late = row(ChangeOperation.UPDATE, 1, "late", "a");
    assertThatThrownBy(() -> applier("run1", 1).apply(captured, TOPIC, batch(late)))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("a newer consumer (epoch 2, this one has 1)");
    assertThat(rows()).containsExactly("1 paid a");
  }

  @Test
  void givesEveryConsumerANumberOfItsOwn() throws Exception {
    FencingEpochs epochs = new FencingEpochs(lake, NAMESPACE, Clock.systemUTC());
    String stream = id.name();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> claims = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        claims.add(
            pool.submit(
                () -> new FencingEpochs(lake, NAMESPACE, Clock.systemUTC()).claim(stream, "run")));
      }
      List<Long> numbers = new ArrayList<>();
      for (Future<Long> claim : claims) {
        numbers.add(claim.get());
      }
      assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
      assertThat(epochs.claim(stream, "run")).isEqualTo(9);
    } finally {
      pool.shutdownNow();
    }
  }
}
