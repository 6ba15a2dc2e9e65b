package dev.firn.check.repair;

import dev.firn.cdc.apply.TableApplier;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.testing.ConsumerRaces;
import dev.firn.cdc.testing.RecordedTable;
import dev.firn.config.ChangePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableDelta;
import dev.firn.lake.TableProperty;
import dev.firn.lake.keys.KeyLookup;
import dev.firn.lake.keys.KeyScan;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.model.SourcePosition;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.testing.LocalSpark;
import dev.firn.validate.rows.RowRepair;
import dev.firn.validate.stream.StreamProgress;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A table in a real database, its changes, and a lake table to which the stream's own code applies
 * them, all in one thread: so a seed tells when the source goes on, where a batch ends, and between
 * which two steps of a repair that happens.
 */
final class PlayedStream implements StreamProgress {

  private static final int KEYS = 40;
  private static final int OPERATIONS = 60;

  /** How far the source goes on while rows are wrong in the lake. */
  private static final int MAX_OPERATIONS_BESIDE = 15;

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final Random random;
  private final Consumer<String> server;
  private final SourceDatabase database;
  private final RecordedTable recorded;
  private final CapturedTable captured;
  private final TableApplier applier;

  /** Offsets at which the source has committed. */
  private final List<Long> commits = new ArrayList<>(List.of(0L));

  /** The last commit that the source shows, as an index. */
  private int source;

  /** The last commit that it may show by now. */
  private int sourceMax;

  private long applied;
  private boolean isApplying;
  private int disturbances;

  /**
   * @param server executes statements there
   */
  PlayedStream(
      Random random,
      String name,
      DeleteMode deletes,
      int formatVersion,
      SourceDatabase database,
      Consumer<String> server) {
    this.random = random;
    this.server = server;
    this.database = database;
    this.recorded = new RecordedTable(name, name, name, null);
    SourceNamespace namespace = new SourceNamespace(LocalSpark.CATALOG, List.of("played"));
    LakeTableId id = namespace.table(name);
    TableMapping mapping = RecordedTable.mapping(name);
    this.captured =
        new CapturedTable(name, id, mapping, ChangePolicy.defaults().withDeletes(deletes));
    lake.create(
        id,
        mapping.lakeSchema(),
        formatVersion,
        Map.of(TableProperty.CONTRACT, mapping.toJson(), TableProperty.SOURCE, name));
    this.applier = ConsumerRaces.applier(lake, namespace, name, "run");
    server.accept(
        "CREATE TABLE public."
            + name
            + " (aid bigint PRIMARY KEY, bid int, abalance int, filler text)");
    while (commits.size() <= OPERATIONS) {
      recorded.writeAnything(random);
      commits.add(recorded.end());
    }
  }

  /** Applies everything, with rows that go wrong and are repaired at some of the commits. */
  void play(int repairs) {
    for (int i = 0; i < repairs; i++) {
      sourceMax = OPERATIONS * (i + 1) / (repairs + 1);
      while (source < sourceMax) {
        goOn();
      }
      apply(commits.get(source));
      sourceMax = Math.min(OPERATIONS, source + MAX_OPERATIONS_BESIDE);
      plant();
      repair();
      requireLevel("after repair " + i);
    }
    sourceMax = OPERATIONS;
    while (source < sourceMax) {
      goOn();
    }
    apply(recorded.end());
    requireLevel("at the end");
    server.accept("DROP TABLE public." + recorded.name());
  }

  /** The source goes on by some commits, and the stream applies some of what it has not yet. */
  private void goOn() {
    source = Math.min(sourceMax, source + 1 + random.nextInt(4));
    NavigableMap<Long, List<Object>> rows = recorded.rowsAt(commits.get(source));
    String values =
        rows.values().stream()
            .map(row -> "(%s, %s, %s, '%s')".formatted(row.toArray()))
            .collect(Collectors.joining(", "));
    String table = "public." + recorded.name();
    server.accept(
        "DELETE FROM "
            + table
            + (values.isEmpty() ? "" : "; INSERT INTO " + table + " VALUES " + values));
    long behind = commits.get(source) - applied;
    if (behind > 0) {
      apply(commits.get(source) - random.nextLong(behind / 2 + 1));
    }
  }

  private void apply(long end) {
    if (end > applied) {
      isApplying = true;
      applier.apply(captured, recorded.topic(), recorded.decoded(applied, end));
      isApplying = false;
      applied = end;
    }
  }

  @Override
  public State of(LakeTable table) {
    return State.RUNNING;
  }

  @Override
  public boolean await(LakeTable table, SourcePosition position) {
    long end = commits.get(source);
    apply(applied + random.nextLong(end - applied + 1));
    apply(end);
    disturb();
    return true;
  }

  private void disturb() {
    if (disturbances > 0 && random.nextInt(4) > 0) {
      disturbances--;
      goOn();
    }
  }

  private void repair() {
    disturbances = 6;
    FaultPoint.install(
        (step, subject) -> {
          // The stream publishes by the same step.
          if (step.equals("lake.publish.before") && !isApplying) {
            disturb();
          }
        });
    try {
      TableMapping compared =
          captured
              .mapping()
              .identifiedBy(
                  database
                      .look(List.of(captured.mapping().source()))
                      .find(captured.mapping().source())
                      .orElseThrow()
                      .identity());
      new RowRepair(
              spark,
              disturbed(),
              lake,
              this,
              "run",
              new Retry(new RetryPolicy(50, Duration.ofMillis(1), 1, Duration.ofMillis(1))),
              Clock.systemUTC())
          .repair(
              captured.id(),
              compared,
              LongStream.range(0, KEYS).mapToObj(PlayedStream::key).toList(),
              false);
    } finally {
      FaultPoint.install(null);
    }
  }

  /** The database, beside which the stream goes on whenever it is about to be read. */
  private SourceDatabase disturbed() {
    return (SourceDatabase)
        Proxy.newProxyInstance(
            SourceDatabase.class.getClassLoader(),
            new Class<?>[] {SourceDatabase.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("openReadSessionBehindStream")) {
                disturb();
              }
              try {
                return method.invoke(database, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static RowKey key(long key) {
    return new RowKey(new Object[] {key});
  }

  /**
   * Rows go wrong, but none from which the stream takes a value before they can be repaired: that
   * would be wrong in another row then.
   */
  private void plant() {
    Set<Long> kept = recorded.keptBetween(applied, commits.get(sourceMax));
    NavigableMap<Long, List<Object>> right = recorded.rowsAt(applied);
    List<RowKey> keys = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (long key = 0; key < KEYS; key++) {
      if (kept.contains(key) || random.nextBoolean()) {
        continue;
      }
      keys.add(key(key));
      List<Object> row = right.get(key);
      int kind = random.nextInt(4);
      if (row == null || kind == 0) {
        rows.add(RowFactory.create(key, 1, -1, "wrong"));
      } else if (kind == 1) {
        rows.add(RowFactory.create(key, row.get(1), row.get(2), "wrong"));
      } else if (kind == 2) {
        rows.add(RowFactory.create(row.toArray()));
        rows.add(RowFactory.create(row.toArray()));
      }
    }
    LakeTable table = lake.open(captured.id());
    StructType columns = captured.mapping().lakeSchema();
    KeyLookup lookup = new KeyLookup(spark, captured.mapping());
    @Nullable KeyScan scan =
        table.find(captured.mapping().key(), KeyLookup.values(keys)).orElse(null);
    TableDelta delta = table.delta();
    delta.write(
        work -> {
          work.add(rows, columns);
          if (scan != null) {
            work.delete(scan, lookup.places(keys, scan));
          }
        });
    delta.publish(Map.of(), Map.of());
  }

  private void requireLevel(String when) {
    Map<Long, List<Object>> held = new TreeMap<>();
    for (Row row :
        lake.open(captured.id())
            .presentRows(spark)
            .select("aid", "bid", "abalance", "filler")
            .collectAsList()) {
      Object[] values = new Object[row.length()];
      Arrays.setAll(values, row::get);
      if (held.put(row.getLong(0), Arrays.asList(values)) != null) {
        throw wrong(when, "key " + row.get(0) + " is there twice");
      }
    }
    Map<Long, List<Object>> right = recorded.rowsAt(applied);
    if (!held.equals(right)) {
      throw wrong(when, "the lake has " + held + ", a replay " + right);
    }
  }

  private IllegalStateException wrong(String when, String what) {
    return new IllegalStateException(recorded.name() + ", " + when + ": " + what);
  }
}
