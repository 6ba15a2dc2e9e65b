package dev.firn.cdc.testing;

import dev.firn.cdc.apply.ShapeConsumer;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.drift.OlderRows;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.config.ChangePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.config.shape.Shape;
import dev.firn.config.shape.ShapePolicy;
import dev.firn.error.DataGapException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableDelta;
import dev.firn.lake.TableProperty;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * A source table that lives a random life, and its mirror, history and versions in the lake, which
 * the stream's own code writes; beside them a plain replay of what the source has done.
 *
 * <p>Transactions of several changes, clocks that step back, keys that change, truncates, values
 * that are not sent, columns that come, are renamed and widen, events that come twice, batches that
 * end anywhere, consumers that die at any step, loads beside the stream with changes that no event
 * told, and shapes that are left out for a time.
 */
public final class PlayedShapes {

  private static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("shapes"));
  private static final String STREAM = "shapes";
  private static final long KEYS = 12;
  private static final int FILLER = 3;
  private static final int ASKED_TIMES = 20;
  private static final long FIRST_MILLIS = 1_767_225_600_000L;

  /** A consumer that is killed. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * An event as the source has it, with values by the columns' numbers.
   *
   * @param first its place among all events, also if it comes once more
   */
  private record Event(
      int first,
      ChangeOperation operation,
      @Nullable Long key,
      @Nullable Long oldKey,
      boolean keyChangeDelete,
      @Nullable Object @Nullable [] values,
      long lsn,
      long lastCommit,
      long transaction,
      long millis) {}

  /** What a table showed from an instant on, and how many columns it had. */
  record State(long from, NavigableMap<Long, List<Object>> rows, int columns) {}

  private final LakeTables lake = LakeTables.open(LocalSpark.session(), LocalSpark.CATALOG);
  private final Random random;
  private final LakeTableId id;
  private final String name;
  private final DeleteMode deletes;

  // The source.
  private final List<ColumnMapping> columns = new ArrayList<>();
  private final List<@Nullable Object> defaults = new ArrayList<>();
  private final NavigableMap<Long, List<Object>> source = new TreeMap<>();
  private final List<Event> log = new ArrayList<>();
  private final List<Event> topic = new ArrayList<>();
  private long millis = FIRST_MILLIS;
  private long lsn = 0x1000000;
  private long lastCommit = lsn;
  private long transaction = 1000;
  private int drifts;

  // What the lake should have.
  private final NavigableMap<Long, List<Object>> mirror = new TreeMap<>();
  private final Set<Shape> shapes = new HashSet<>();
  private final Set<Shape> level = new HashSet<>();
  private final List<State> states = new ArrayList<>();
  private final Set<Integer> told = new HashSet<>();
  private final Map<Long, List<Object>> moved = new TreeMap<>();
  private PostgresReadPoint load;
  private int seen;
  private long next;
  private long historyNext;
  private long mirrorCommitted = -1;
  private long versionsCommitted = -1;

  private CapturedTable captured;
  private ShapeConsumer consumer;
  private final List<String> problems = new ArrayList<>();
  private int asOfWrong;
  private int asked;
  private int kills;
  private int loads;

  public PlayedShapes(long seed, String name, int formatVersion, DeleteMode deletes) {
    this.random = new Random(seed);
    this.name = name;
    this.deletes = deletes;
    this.id = NAMESPACE.table(name);
    columns.add(PostgresColumns.of("aid", "int8"));
    columns.add(PostgresColumns.of("bid", "int4"));
    columns.add(PostgresColumns.of("abalance", "int4"));
    columns.add(PostgresColumns.of("filler", "text"));
    columns.forEach(column -> defaults.add(null));
    for (long key = 0; key < KEYS / 2; key++) {
      source.put(key, List.of(key, 1, random.nextInt(1000), "first " + key));
    }
    TableMapping mapping = mapping();
    lake.create(
        id,
        mapping.lakeSchema(),
        formatVersion,
        Map.of(TableProperty.CONTRACT, mapping.toJson(), TableProperty.SOURCE, STREAM));
    shapes.add(Shape.MIRROR);
    if (random.nextBoolean()) {
      shapes.addAll(Set.of(Shape.HISTORY, Shape.SCD2));
    }
    load = readPoint();
    publish(Map.of());
    captured = captured();
    consumer = new ShapeConsumer(lake, NAMESPACE, STREAM);
  }

  private TableMapping mapping() {
    return new TableMapping(
        new TableId("public", name), columns, List.of(columns.get(0).lakeColumn()));
  }

  private CapturedTable captured() {
    return new CapturedTable(
        STREAM,
        id,
        mapping(),
        ChangePolicy.defaults().withDeletes(deletes).withShapes(new ShapePolicy(shapes, false)));
  }

  /** Plays so many rounds of writing and applying, with all shapes at the end. */
  public void play(int rounds) {
    for (int round = 0; round < rounds; round++) {
      write(1 + random.nextInt(8));
      switch (random.nextInt(12)) {
        case 0 -> redeliver();
        case 1, 2 -> reload();
        case 3 -> choose();
        case 4 -> drift();
        default -> {}
      }
      long end = next + random.nextLong(topic.size() - next + 1);
      apply(end);
      check("round " + round);
    }
    shapes.addAll(Arrays.asList(Shape.values()));
    begin();
    write(5);
    apply(topic.size());
    check("the end");
    checkHistory();
  }

  public List<String> problems() {
    return problems;
  }

  public int asOfWrong() {
    return asOfWrong;
  }

  /** For how many times the versions were asked. */
  public int asked() {
    return asked;
  }

  public int kills() {
    return kills;
  }

  public int loads() {
    return loads;
  }

  // The source

  private void write(int transactions) {
    for (int i = 0; i < transactions; i++) {
      transaction++;
      millis += random.nextInt(10) == 0 ? -random.nextInt(1000) : random.nextInt(40);
      int changes = 1 + (random.nextInt(3) == 0 ? random.nextInt(4) : 0);
      for (int j = 0; j < changes; j++) {
        change(true);
      }
      lastCommit = lsn;
    }
  }

  /**
   * @param isTold false for what no event tells
   */
  private void change(boolean isTold) {
    long key = random.nextLong(KEYS);
    int balance = random.nextInt(1000);
    List<Object> row = source.get(key);
    if (random.nextInt(50) == 0) {
      source.clear();
      tell(isTold, ChangeOperation.TRUNCATE, null, null, false, null);
    } else if (row == null) {
      put(isTold, ChangeOperation.CREATE, key, null, row(key, balance, "new " + balance), false);
    } else {
      switch (random.nextInt(6)) {
        case 0 -> {
          source.remove(key);
          tell(isTold, ChangeOperation.DELETE, key, null, false, null);
        }
        case 1 -> {
          long to = random.nextLong(KEYS);
          if (!source.containsKey(to)) {
            source.remove(key);
            tell(isTold, ChangeOperation.DELETE, key, null, true, null);
            List<Object> moved = new ArrayList<>(row);
            moved.set(0, to);
            put(isTold, ChangeOperation.CREATE, to, key, moved, true);
          }
        }
        case 2, 3 -> {
          List<Object> changed = new ArrayList<>(row);
          changed.set(2, balance);
          put(isTold, ChangeOperation.UPDATE, key, null, changed, true);
        }
        case 4 -> put(isTold, ChangeOperation.UPDATE, key, null, row, false);
        default ->
            put(isTold, ChangeOperation.UPDATE, key, null, row(key, balance, "f" + balance), false);
      }
    }
  }

  private List<Object> row(long key, int balance, String filler) {
    List<Object> row = new ArrayList<>(List.of(key, random.nextInt(5), balance, filler));
    for (int i = row.size(); i < columns.size(); i++) {
      row.add("x" + random.nextInt(10));
    }
    return row;
  }

  private void put(
      boolean isTold,
      ChangeOperation operation,
      long key,
      @Nullable Long oldKey,
      List<Object> row,
      boolean leavesOut) {
    List<Object> whole = whole(row);
    source.put(key, whole);
    @Nullable Object[] values = whole.toArray();
    if (leavesOut) {
      values[FILLER] = Unavailable.VALUE;
    }
    tell(isTold, operation, key, oldKey, false, values);
  }

  /** A row from before a column was added shows its default. */
  private List<Object> whole(List<Object> row) {
    List<Object> whole = new ArrayList<>(row);
    for (int i = row.size(); i < columns.size(); i++) {
      whole.add(defaults.get(i));
    }
    return whole;
  }

  private void tell(
      boolean isTold,
      ChangeOperation operation,
      @Nullable Long key,
      @Nullable Long oldKey,
      boolean keyChangeDelete,
      @Nullable Object @Nullable [] values) {
    lsn += 64;
    if (isTold) {
      Event event =
          new Event(
              log.size(),
              operation,
              key,
              oldKey,
              keyChangeDelete,
              values,
              lsn,
              lastCommit,
              transaction,
              millis);
      log.add(event);
      topic.add(event);
    }
  }

  /** The connector begins again somewhere before. */
  private void redeliver() {
    int from = log.size() - random.nextInt(Math.min(log.size(), 15) + 1);
    topic.addAll(List.copyOf(log.subList(from, log.size())));
  }

  private PostgresReadPoint readPoint() {
    long after = transaction + 1;
    return new PostgresReadPoint(
        new PostgresLsn(lsn + 1),
        VisibleTransactions.parse(after + ":" + after + ":"),
        Instant.ofEpochMilli(millis));
  }

  private void drift() {
    if (drifts >= 3) {
      return;
    }
    drifts++;
    int at = columns.size();
    LakeTable table = lake.open(id);
    switch (random.nextInt(3)) {
      case 0 -> {
        String value = "default " + drifts;
        ColumnMapping added = PostgresColumns.of("extra" + drifts, "text").withAddedDefault(value);
        columns.add(added);
        defaults.add(value);
        source.replaceAll((key, row) -> whole(row));
        mirror.replaceAll((key, row) -> whole(row));
        table
            .alter()
            .addColumns(
                new StructField[] {added.field()},
                Map.of(
                    TableProperty.CONTRACT,
                    mapping().toJson(),
                    TableProperty.BACKFILL_PREFIX + added.lakeColumn(),
                    value));
        new OlderRows(LocalSpark.session(), lake, "run").complete(captured());
      }
      case 1 -> {
        int which = at > 4 && random.nextBoolean() ? 4 : 1;
        ColumnMapping before = columns.get(which);
        String named = "renamed" + drifts;
        columns.set(which, before.named(named, named));
        table
            .alter()
            .renameColumn(
                before.lakeColumn(), named, Map.of(TableProperty.CONTRACT, mapping().toJson()));
      }
      default -> {
        ColumnMapping wider = PostgresColumns.of("abalance", "int8");
        columns.set(2, columns.get(2).typedAs(wider));
        table
            .alter()
            .widenColumn(
                columns.get(2).field(), Map.of(TableProperty.CONTRACT, mapping().toJson()));
      }
    }
    captured = captured();
  }

  // The consumer

  /** Shapes that are left out are level no more once changes went by without them. */
  private void choose() {
    for (Shape shape : List.of(Shape.HISTORY, Shape.SCD2)) {
      if (random.nextBoolean()) {
        shapes.add(shape);
      } else {
        shapes.remove(shape);
      }
    }
    level.retainAll(shapes);
    begin();
  }

  private void begin() {
    captured = captured();
    consumer = new ShapeConsumer(lake, NAMESPACE, STREAM);
    tryTo(() -> consumer.level(captured, "topic"));
    levelled();
  }

  /** A load that is published while the stream goes on, with what no event has told. */
  private void reload() {
    loads++;
    Map<String, String> ledgers = lake.open(id).ledgers();
    long nextThen = next;
    long committedThen = mirrorCommitted;
    boolean isSilent = random.nextBoolean();
    if (isSilent) {
      transaction++;
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        change(false);
      }
      lastCommit = lsn;
    }
    PostgresReadPoint point = readPoint();
    int seenThen = log.size();
    NavigableMap<Long, List<Object>> rows = new TreeMap<>(source);
    if (!isSilent) {
      // What the stream applies meanwhile is in the rows that the load replaces.
      write(random.nextInt(4));
      apply(next + random.nextLong(topic.size() - next + 1));
    }
    load = point;
    seen = seenThen;
    next = nextThen;
    mirrorCommitted = committedThen;
    level.clear();
    publish(rows, ledgers);
    consumer = new ShapeConsumer(lake, NAMESPACE, STREAM);
    tryTo(() -> consumer.level(captured, "topic"));
    levelled();
  }

  private void publish(Map<String, String> ledgers) {
    publish(new TreeMap<>(source), ledgers);
  }

  private void publish(NavigableMap<Long, List<Object>> rows, Map<String, String> ledgers) {
    mirror.clear();
    rows.forEach((key, row) -> mirror.put(key, whole(row)));
    LakeTable table = lake.open(id);
    TableDelta delta = table.delta();
    List<Row> loaded = new ArrayList<>();
    mirror.values().forEach(row -> loaded.add(RowFactory.create(typed(row.toArray()))));
    delta.write(
        work -> {
          work.deleteAll();
          work.add(loaded, mapping().lakeSchema());
        });
    var unused =
        delta.publishLoad(
            Map.of(
                TableProperty.READ_POINT,
                load.text(),
                TableProperty.LOAD_RUN,
                UUID.randomUUID().toString()),
            ledgers,
            UUID.randomUUID().toString());
  }

  private @Nullable Object[] typed(@Nullable Object[] values) {
    @Nullable Object[] typed = values.clone();
    for (int i = 0; i < typed.length; i++) {
      if (typed[i] instanceof Integer number
          && columns.get(i).sparkType().equals(DataTypes.LongType)) {
        typed[i] = number.longValue();
      }
    }
    return typed;
  }

  /** Applies the topic up to an offset, with consumers that die on the way. */
  private void apply(long end) {
    tryTo(
        () -> {
          long from = Math.min(end, consumer.next(captured));
          consumer.apply(captured, "topic", decoded(from, end));
        });
    levelled();
    for (long offset = Math.min(next, historyNext); offset < end; offset++) {
      follow(offset);
    }
    next = Math.max(next, end);
    if (level.contains(Shape.HISTORY)) {
      historyNext = Math.max(historyNext, end);
    }
  }

  private void tryTo(Runnable work) {
    while (true) {
      int steps = random.nextInt(4) == 0 ? random.nextInt(16) : Integer.MAX_VALUE;
      int[] left = {steps};
      FaultPoint.install(
          (step, subject) -> {
            if (left[0]-- == 0) {
              throw new Killed();
            }
          });
      try {
        work.run();
        return;
      } catch (Killed e) {
        kills++;
      } catch (DataGapException e) {
        // The load has set the table back, and the stream begins again.
        if (!String.valueOf(e.getMessage()).contains("loaded")) {
          throw e;
        }
      } finally {
        FaultPoint.install(null);
      }
      consumer = new ShapeConsumer(lake, NAMESPACE, STREAM);
      FaultPoint.install(null);
      consumer.level(captured, "topic");
    }
  }

  /** What is to be level with the mirror now, and from when on it is. */
  private void levelled() {
    for (Shape shape : List.of(Shape.HISTORY, Shape.SCD2)) {
      if (!shapes.contains(shape) || !level.add(shape)) {
        continue;
      }
      if (shape == Shape.HISTORY) {
        historyNext = Math.max(historyNext, next);
      } else {
        versionsCommitted =
            Math.max(versionsCommitted, Math.max(mirrorCommitted, load.takenAt().toEpochMilli()));
        states.add(state());
      }
    }
  }

  private State state() {
    return new State(versionsCommitted, new TreeMap<>(mirror), columns.size());
  }

  private void follow(long offset) {
    Event event = topic.get(Math.toIntExact(offset));
    boolean isRepeat =
        topic.subList(0, Math.toIntExact(offset)).stream()
            .anyMatch(earlier -> earlier.first() == event.first());
    if (isRepeat || event.first() < seen) {
      return;
    }
    if (level.contains(Shape.HISTORY) && offset >= historyNext) {
      told.add(event.first());
    }
    if (offset < next) {
      return;
    }
    switch (event.operation()) {
      case TRUNCATE -> mirror.clear();
      case DELETE -> {
        List<Object> gone = mirror.remove(event.key());
        if (event.keyChangeDelete() && gone != null) {
          moved.put(event.key(), gone);
        }
      }
      default -> {
        List<Object> before =
            event.oldKey() == null ? mirror.get(event.key()) : moved.get(event.oldKey());
        boolean isNew = event.operation() != ChangeOperation.UPDATE && event.oldKey() == null;
        List<Object> row = new ArrayList<>(Arrays.asList(event.values()));
        for (int i = 0; i < columns.size(); i++) {
          if (i >= row.size()) {
            row.add(isNew ? defaults.get(i) : whole(kept(before)).get(i));
          } else if (row.get(i) == Unavailable.VALUE) {
            row.set(i, kept(before).get(i));
          }
        }
        mirror.put(event.key(), row);
      }
    }
    mirrorCommitted = Math.max(mirrorCommitted, event.millis());
    if (level.contains(Shape.SCD2)) {
      versionsCommitted = Math.max(versionsCommitted, event.millis());
      states.add(state());
    }
  }

  private static List<Object> kept(@Nullable List<Object> before) {
    return Objects.requireNonNull(before, "an event keeps values of a row that was not there");
  }

  private DecodedChanges decoded(long from, long end) {
    List<Change> changes = new ArrayList<>();
    for (long offset = from; offset < end; offset++) {
      changes.add(change(topic.get(Math.toIntExact(offset)), offset));
    }
    return new DecodedChanges(changes, Map.of(0, end), Set.of(), List.of());
  }

  private Change change(Event event, long offset) {
    EventPlace place =
        Places.at(0, offset, event.lsn(), event.lastCommit(), event.transaction(), event.millis());
    return new Change(
        place,
        event.operation(),
        key(event.key()),
        key(event.oldKey()),
        event.keyChangeDelete(),
        event.values() == null ? null : image(event, event.values()));
  }

  private static @Nullable RowKey key(@Nullable Long key) {
    return key == null ? null : new RowKey(new Object[] {key});
  }

  private @Nullable Object[] image(Event event, @Nullable Object[] values) {
    boolean isNew = event.operation() != ChangeOperation.UPDATE && event.oldKey() == null;
    @Nullable Object[] image = Arrays.copyOf(values, columns.size());
    for (int i = values.length; i < image.length; i++) {
      image[i] = isNew ? defaults.get(i) : Unavailable.VALUE;
    }
    return typed(image);
  }

  // What the lake has

  private void check(String when) {
    NavigableMap<Long, List<Object>> wanted = normal(mirror, columns.size());
    NavigableMap<Long, List<Object>> held = new TreeMap<>();
    for (LakeRows.Held row : LakeRows.of(id)) {
      if (!Boolean.TRUE.equals(row.find(LakeTable.DELETED))
          && held.put((Long) row.find(columns.get(0).lakeColumn()), values(row)) != null) {
        problems.add(name + ", " + when + ": the mirror has a key twice");
      }
    }
    compare(when + ", mirror", wanted, held);
    if (!level.contains(Shape.SCD2)) {
      return;
    }
    List<Version> versions = versions();
    checkOrder(when, versions);
    compare(when + ", scd2", wanted, at(versions, Long.MAX_VALUE));
    for (int i = 0; i < ASKED_TIMES; i++) {
      long asked = askedTime();
      this.asked++;
      State state = null;
      for (State each : states) {
        state = each.from() <= asked ? each : state;
      }
      NavigableMap<Long, List<Object>> right =
          state == null ? new TreeMap<>() : normal(state.rows(), state.columns());
      int known = state == null ? columns.size() : state.columns();
      NavigableMap<Long, List<Object>> found = at(versions, asked);
      found.replaceAll((key, row) -> row.subList(0, known));
      if (!right.equals(found)) {
        asOfWrong++;
        if (asOfWrong < 5) {
          problems.add(
              "%s, %s: as of %d the versions show %s, the source had %s"
                  .formatted(name, when, asked, found, right));
        }
      }
    }
  }

  private long askedTime() {
    if (!states.isEmpty() && random.nextBoolean()) {
      // Where one version ends and another begins.
      return states.get(random.nextInt(states.size())).from() - random.nextInt(2);
    }
    return FIRST_MILLIS - 100 + random.nextLong(Math.max(1, millis - FIRST_MILLIS + 200));
  }

  /** A version, with its times in milliseconds. */
  private record Version(
      long key, long from, @Nullable Long to, boolean current, boolean deleted, List<Object> row) {}

  private List<Version> versions() {
    List<Version> versions = new ArrayList<>();
    for (LakeRows.Held row : LakeRows.of(id.sibling(name + "__scd2"))) {
      versions.add(
          new Version(
              (Long) Objects.requireNonNull(row.find(columns.get(0).lakeColumn())),
              Objects.requireNonNull(LakeRows.millis(row.find("valid_from"))),
              LakeRows.millis(row.find("valid_to")),
              Boolean.TRUE.equals(row.find("is_current")),
              Boolean.TRUE.equals(row.find("is_deleted")),
              values(row)));
    }
    versions.sort(Comparator.comparingLong(Version::key).thenComparingLong(Version::from));
    return versions;
  }

  /** No version overlaps another or leaves a gap, and the newest of each key is the current one. */
  private void checkOrder(String when, List<Version> versions) {
    for (int i = 0; i < versions.size(); i++) {
      Version version = versions.get(i);
      Version following =
          i + 1 < versions.size() && versions.get(i + 1).key() == version.key()
              ? versions.get(i + 1)
              : null;
      boolean isRight =
          following == null
              ? version.to() == null && version.current()
              : version.to() != null
                  && version.to() == following.from()
                  && version.to() > version.from()
                  && !version.current();
      if (!isRight) {
        problems.add("%s, %s: %s is followed by %s".formatted(name, when, version, following));
      }
    }
  }

  private static NavigableMap<Long, List<Object>> at(List<Version> versions, long asked) {
    NavigableMap<Long, List<Object>> rows = new TreeMap<>();
    for (Version version : versions) {
      if (version.from() <= asked
          && (version.to() == null || version.to() > asked)
          && !version.deleted()) {
        rows.put(version.key(), version.row());
      }
    }
    return rows;
  }

  private List<Object> values(LakeRows.Held row) {
    List<Object> values = new ArrayList<>();
    columns.forEach(column -> values.add(number(row.find(column.lakeColumn()))));
    return values;
  }

  private static @Nullable Object number(@Nullable Object value) {
    return value instanceof Integer number ? Long.valueOf(number) : value;
  }

  private NavigableMap<Long, List<Object>> normal(
      NavigableMap<Long, List<Object>> rows, int known) {
    NavigableMap<Long, List<Object>> normal = new TreeMap<>();
    rows.forEach(
        (key, row) -> {
          List<Object> values = new ArrayList<>();
          whole(row).subList(0, known).forEach(value -> values.add(number(value)));
          normal.put(key, values);
        });
    return normal;
  }

  private void compare(
      String when, NavigableMap<Long, List<Object>> wanted, NavigableMap<Long, List<Object>> held) {
    if (!wanted.equals(held)) {
      problems.add("%s, %s: holds %s instead of %s".formatted(name, when, held, wanted));
    }
  }

  /** Every event that the history was there for is in it once, as it was sent. */
  private void checkHistory() {
    Map<Integer, Integer> firsts = new TreeMap<>();
    for (LakeRows.Held row : LakeRows.of(id.sibling(name + "__history"))) {
      Object offset = row.find("_cdc_offset");
      if (offset == null) {
        continue;
      }
      Event event = topic.get(Math.toIntExact((Long) offset));
      firsts.merge(event.first(), 1, Integer::sum);
      Object operation = row.find("_cdc_operation");
      Object time = LakeRows.millis(row.find("_cdc_source_time"));
      boolean isRight =
          Character.toString(event.operation().code()).equals(operation)
              && Long.valueOf(event.millis()).equals(time)
              && Objects.equals(event.key(), row.find(columns.get(0).lakeColumn()));
      if (isRight && event.values() != null) {
        List<Object> values = values(row);
        for (int i = 0; i < event.values().length; i++) {
          Object sent = event.values()[i];
          isRight &= Objects.equals(sent == Unavailable.VALUE ? null : number(sent), values.get(i));
        }
        isRight &=
            (event.values()[FILLER] == Unavailable.VALUE)
                == (row.find("_cdc_unavailable") != null
                    && ((List<?>) row.find("_cdc_unavailable")).contains("filler"));
      }
      if (!isRight) {
        problems.add(name + ": the history has " + row + " of " + event);
      }
    }
    Set<Integer> wrong = new TreeSet<>(told);
    wrong.removeAll(firsts.keySet());
    firsts.forEach(
        (first, times) -> {
          if (times != 1 || !told.contains(first)) {
            wrong.add(first);
          }
        });
    if (!wrong.isEmpty()) {
      problems.add(name + ": the history has events " + wrong + " not once");
    }
  }
}
