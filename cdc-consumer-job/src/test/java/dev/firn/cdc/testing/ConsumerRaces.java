package dev.firn.cdc.testing;

import dev.firn.cdc.apply.TableApplier;
import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.cdc.ledger.ConsumerRun;
import dev.firn.cdc.ledger.FencingEpochs;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.tables.Sinks;
import dev.firn.error.FencedException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.testing.LocalSpark;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;

/**
 * Two consumers that apply the same events to the same table at once, cut into other batches by
 * each; sometimes one is stopped at a step until the other has done everything, sometimes the
 * catalog does not tell it how its commit has ended.
 */
public final class ConsumerRaces implements AutoCloseable {

  private static final String STREAM = "raced";
  private static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("races"));
  private static final int OPERATIONS = 4;
  private static final int RACES_PER_TABLE = 10;
  private static final List<String> STEPS =
      List.of(
          "stream.branch.before",
          "stream.branch.after",
          "stream.append.after",
          "lake.publish.before",
          "lake.publish.after");

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final Random random;
  private RecordedTable recorded;
  private long looked = -1;
  private int races;
  private int fenced;

  public ConsumerRaces(long seed) {
    random = new Random(seed);
    recorded = newTable();
  }

  /** How often a consumer was told that another has replaced it. */
  public int fenced() {
    return fenced;
  }

  private RecordedTable newTable() {
    String name = "race" + races + "_" + Long.toHexString(random.nextLong());
    lake.create(
        id(name),
        RecordedTable.mapping(name).lakeSchema(),
        2,
        Map.of(TableProperty.CONTRACT, RecordedTable.mapping(name).toJson()));
    looked = -1;
    return new RecordedTable(STREAM, STREAM, name, null);
  }

  private static LakeTableId id(String name) {
    return NAMESPACE.table(name);
  }

  /** A consumer in this JVM, with a number of its own. */
  public static TableApplier applier(
      LakeTables lake, SourceNamespace namespace, String stream, String run) {
    Clock clock = Clock.systemUTC();
    long epoch = new FencingEpochs(lake, namespace, clock).claim(stream, run);
    return new TableApplier(
        lake,
        Sinks.of(LocalSpark.session(), clock),
        new RunProgress(
            new ConsumerRun(stream, run, epoch),
            topic -> new TopicIdentity(topic, 1),
            ConnectorProof.ofTrusted(lake)),
        new DeadLetters(DeadLetterTable.open(lake, namespace), stream, 100, clock),
        clock);
  }

  /**
   * One race.
   *
   * @return what is wrong afterwards, nothing if all is well
   */
  public List<String> race() throws Exception {
    if (++races % RACES_PER_TABLE == 0) {
      recorded = newTable();
    }
    long from = recorded.end();
    for (int i = 0; i < OPERATIONS || recorded.end() < from + 2; i++) {
      recorded.writeAnything(random);
    }
    long end = recorded.end();
    long middle = from + 1 + random.nextLong(end - from - 1);
    TableApplier old = applier(lake, NAMESPACE, STREAM, "old" + races);
    TableApplier replacing = applier(lake, NAMESPACE, STREAM, "new" + races);
    Ambush ambush = new Ambush(STEPS.get(random.nextInt(STEPS.size())), races % 3);
    FaultPoint.install(ambush);
    try {
      Future<?> first = pool.submit(() -> ambush.asOld(() -> apply(old, from, end)));
      ambush.awaitOldIfStopped();
      Future<?> second =
          pool.submit(
              () -> {
                apply(replacing, from, middle);
                apply(replacing, middle, end);
              });
      second.get(2, TimeUnit.MINUTES);
      ambush.letGo();
      awaitOld(first);
    } finally {
      ambush.letGo();
      FaultPoint.install(null);
    }
    return problems(end);
  }

  private void apply(TableApplier applier, long from, long end) {
    CapturedTable captured =
        new CapturedTable(STREAM, id(recorded.name()), RecordedTable.mapping(recorded.name()));
    applier.apply(captured, recorded.topic(), recorded.decoded(from, end));
  }

  private void awaitOld(Future<?> running) throws Exception {
    try {
      running.get(2, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof FencedException)) {
        throw e;
      }
      fenced++;
    }
  }

  private List<String> problems(long end) {
    Table table =
        Spark3Util.loadIcebergCatalog(spark, LocalSpark.CATALOG)
            .loadTable(TableIdentifier.of(NAMESPACE.levels().get(0), recorded.name()));
    List<String> problems =
        new ArrayList<>(new PublishedStates(table, recorded, STREAM).problemsAfter(looked));
    looked = table.currentSnapshot().snapshotId();
    Ledger ledger =
        Ledger.fromJson(table.properties().getOrDefault(TableProperty.ledger(STREAM), ""));
    // A tombstone at the end is no reason for a commit.
    if (recorded.eventsBetween(ledger.next().getOrDefault(0, 0L), end) > 0) {
      problems.add("%s holds %s of %d".formatted(recorded.name(), ledger.next(), end));
    }
    return problems;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  /** What happens to the consumer that is to be replaced. */
  private static final class Ambush implements FaultPoint.Trap {
    private final String step;
    private final int kind;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final ThreadLocal<Boolean> isOld = ThreadLocal.withInitial(() -> false);

    /**
     * @param kind 0 to stop it, 1 to let the catalog lose sight of its commit, 2 to leave it alone
     */
    Ambush(String step, int kind) {
      this.step = kind == 1 && !step.startsWith("lake.") ? "lake.publish.after" : step;
      this.kind = kind;
    }

    void asOld(Runnable work) {
      isOld.set(true);
      try {
        work.run();
      } finally {
        arrived.countDown();
        isOld.remove();
      }
    }

    @Override
    public void reached(String reached, String subject) {
      if (!isOld.get() || !reached.equals(step) || arrived.getCount() == 0) {
        return;
      }
      arrived.countDown();
      if (kind == 0) {
        await(released);
      } else if (kind == 1) {
        throw new CommitStateUnknownException(new IllegalStateException("the catalog is silent"));
      }
    }

    void awaitOldIfStopped() {
      if (kind == 0) {
        await(arrived);
      }
    }

    void letGo() {
      released.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(2, TimeUnit.MINUTES)) {
          throw new IllegalStateException("Nobody comes");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
