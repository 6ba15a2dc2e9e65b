package dev.firn.cdc.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.drift.OlderRows;
import dev.firn.cdc.drift.SchemaChanges;
import dev.firn.cdc.drift.SchemaWatch;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.testing.PostgresSource;
import dev.firn.config.SourceConfig;
import dev.firn.error.DriftException;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.model.ChangeOperation;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.UnknownTypes;
import dev.firn.retry.Outages;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.log.PostgresLog;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import dev.firn.status.EmptyTables;
import dev.firn.status.LoadStatus;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tables that the source has and the lake has not, with a real PostgreSQL. */
class NewTablesIT {

  @TempDir static Path directory;
  static LocalStack stack;
  static PostgresServer postgres;
  private static int number;

  private final LakeTables lake = LakeTables.open(LocalSpark.session(), LocalSpark.CATALOG);
  private String name = "";
  private SourceConfig source;

  @BeforeAll
  static void start() {
    stack = LocalStack.in(directory).only(Service.POSTGRES).start();
    postgres = stack.postgres();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void loadTableT() throws Exception {
    name = "newcomers" + number++;
    postgres.execute("CREATE SCHEMA " + name);
    postgres.execute("CREATE TABLE " + name + ".t (id int PRIMARY KEY)");
    postgres.execute("CREATE TABLE " + name + ".left_out (id int PRIMARY KEY)");
    source = PostgresSource.configure(directory, name, postgres, "127.0.0.1:1").loadSource(name);
    PostgresReadPoint point =
        new PostgresReadPoint(
            PostgresLsn.parse("0/1"), VisibleTransactions.parse(snapshot()), Instant.EPOCH);
    load("t", point);
  }

  private static String snapshot() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s"
                    .formatted(postgres.host(), postgres.port(), postgres.database()),
                postgres.username(),
                postgres.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
      row.next();
      return row.getString(1);
    }
  }

  private void load(String table, ReadPoint point) {
    TableMapping mapping = mapping(table);
    lake.create(
        id(table),
        mapping.lakeSchema(),
        2,
        Map.of(TableProperty.CONTRACT, mapping.toJson(), TableProperty.READ_POINT, point.text()));
  }

  private TableMapping mapping(String table) {
    return new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
        .map(database().discoverOne(new TableId(name, table)).orElseThrow());
  }

  /** As a load does. */
  private ReadPoint findEmpty(String table) throws Exception {
    ReadPoint point = PostgresReadPoint.parse("0/1 " + snapshot() + " " + Instant.EPOCH);
    new EmptyTables(lake, source.namespace())
        .record(List.of(table(table)), Map.of(table(table), mapping(table).toJson()), point);
    return point;
  }

  private LakeTableId id(String table) {
    return source.namespace().table(table);
  }

  private SourceDatabase database() {
    return SourceDatabase.of(source, Clock.systemUTC());
  }

  private CapturedTables tables() {
    return new CapturedTables(
        source, lake, database(), Sinks.of(LocalSpark.session(), Clock.systemUTC()));
  }

  private void publish(String what) {
    postgres.execute(
        "CREATE PUBLICATION " + CaptureNames.forSource(name).publication() + " FOR " + what);
  }

  private Set<TableId> present() {
    return database().look(List.of()).present();
  }

  private TableId table(String table) {
    return new TableId(name, table);
  }

  @Test
  void createsATableThatIsNewAtTheSourceWithTheSourcesTypes() {
    publish("TABLES IN SCHEMA " + name);
    CapturedTables tables = tables();
    postgres.execute(
        "CREATE TABLE "
            + name
            + ".n (code varchar(9), number smallint, price numeric(20,4), made timestamptz,"
            + " photo bytea, ok bool, day date, tags text[], PRIMARY KEY (code, number))");
    tables.look(present());
    assertThat(tables.reasons()).isEmpty();
    assertThat(tables.adopt(table("n"), topic -> true)).isTrue();
    assertThat(tables.of(table("n")).mapping().key()).containsExactly("code", "number");
    assertThat(lake.open(id("n")).schema().toDDL())
        .isEqualTo(
            "code STRING,number INT,price DECIMAL(20,4),made TIMESTAMP,photo BINARY,ok BOOLEAN,"
                + "day DATE,tags ARRAY<STRING>");
    assertThat(tables().all()).as("the next run").containsKey(table("n"));
  }

  @Test
  void createsATableThatIsLaidOutAsTheConfigurationSays() throws Exception {
    source =
        PostgresSource.configure(
                directory,
                name,
                postgres,
                "127.0.0.1:1",
                "}\n    tables: {n: {partition_by: ['bucket(4, id)'], sort_by: [size]}")
            .loadSource(name);
    publish("TABLES IN SCHEMA " + name);
    CapturedTables tables = tables();
    execute("CREATE TABLE $S.n (id int PRIMARY KEY, size int)");
    assertThat(tables.adopt(table("n"), topic -> true)).isTrue();
    assertThat(lake.open(id("n")).layout())
        .hasToString("partitioned by bucket(4, id) and sorted by size");
  }

  @Test
  void createsNoneOfWhichTheStreamLacksRows() {
    publish("TABLE " + name + ".t");
    CapturedTables tables = tables();
    postgres.execute("CREATE TABLE " + name + ".late (id int PRIMARY KEY)");
    tables.look(present());
    assertThat(tables.reasons())
        .containsExactly(
            Map.entry(
                table("late"),
                "it is new at the source, and the publication did not have it from its beginning."
                    + " Run firn bulk-load --source "
                    + name
                    + " --tables late, then start the consumer again"));
    extend("late");
    assertThat(tables.adopt(table("late"), topic -> true)).isFalse();
    extend("left_out");
    assertThat(tables.adopt(table("left_out"), topic -> true)).isFalse();
    assertThat(tables.reasons().get(table("left_out")))
        .startsWith("it was there when the others were loaded, and it was not. Run firn bulk-load");
    assertThat(tables.adopt(table("gone"), topic -> true)).isFalse();
    assertThat(tables.all()).containsOnlyKeys(table("t"));
    assertThat(lake.find(id("late"))).isEmpty();
  }

  private void extend(String table) {
    postgres.execute(
        "ALTER PUBLICATION %s ADD TABLE %s.%s"
            .formatted(CaptureNames.forSource(name).publication(), name, table));
  }

  @Test
  void createsATableThatWasPublishedWhenItWasCreated() {
    publish("TABLE " + name + ".t");
    CapturedTables tables = tables();
    postgres.execute(
        "BEGIN; CREATE TABLE %1$s.n (id int PRIMARY KEY); ALTER PUBLICATION %2$s ADD TABLE %1$s.n;"
                .formatted(name, CaptureNames.forSource(name).publication())
            + " COMMIT");
    postgres.execute("ALTER TABLE " + name + ".n ADD more int");
    assertThat(tables.adopt(table("n"), topic -> true)).isTrue();
  }

  /** What one transaction writes before it publishes the table is in no event. */
  @ParameterizedTest
  @ValueSource(strings = {"TABLE $S.n", "TABLES IN SCHEMA $S"})
  void createsNoneThatHadRowsWhenItWasPublished(String what) {
    publish("TABLE " + name + ".t");
    CapturedTables tables = tables();
    postgres.execute(
        "BEGIN; CREATE TABLE %1$s.n (id int PRIMARY KEY); INSERT INTO %1$s.n VALUES (1);"
                .formatted(name)
            + " ALTER PUBLICATION %s ADD %s; COMMIT"
                .formatted(CaptureNames.forSource(name).publication(), what.replace("$S", name)));
    assertThat(tables.adopt(table("n"), topic -> true)).isFalse();
    assertThat(tables.reasons().get(table("n")))
        .contains("the publication did not have it from its beginning");
  }

  /** It got its number before the one that created the table. */
  @Test
  void createsNoneThatAnOlderTransactionHasPublishedLater() throws Exception {
    publish("TABLE " + name + ".t");
    CapturedTables tables = tables();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT txid_current()");
      postgres.execute(
          "CREATE TABLE %1$s.n (id int PRIMARY KEY); INSERT INTO %1$s.n VALUES (1)"
              .formatted(name));
      statement.execute(
          "ALTER PUBLICATION %s ADD TABLE %s.n"
              .formatted(CaptureNames.forSource(name).publication(), name));
      connection.commit();
    }
    assertThat(tables.adopt(table("n"), topic -> true)).isFalse();
  }

  @Test
  void createsNoneInASchemaThatWasPublishedAfterIt() {
    publish("TABLE " + name + ".t");
    CapturedTables tables = tables();
    postgres.execute("CREATE TABLE " + name + ".n (id int PRIMARY KEY)");
    postgres.execute(
        "ALTER PUBLICATION %s ADD TABLES IN SCHEMA %s"
            .formatted(CaptureNames.forSource(name).publication(), name));
    assertThat(tables.adopt(table("n"), topic -> true)).isFalse();
  }

  @Test
  void takesInATableThatWasLoadedMeanwhile() throws Exception {
    publish("TABLE " + name + ".t");
    CapturedTables tables = tables();
    postgres.execute("CREATE TABLE " + name + ".n (id int PRIMARY KEY, size int)");
    tables.look(present());
    load("n", PostgresReadPoint.parse("0/1 " + snapshot() + " " + Instant.EPOCH));
    assertThat(tables.adopt(table("n"), topic -> true)).isTrue();
    assertThat(tables.reasons()).isEmpty();
    assertThat(tables.of(table("n")).id()).isEqualTo(id("n"));
  }

  @Test
  void leavesALakeTableAloneThatIsAnothers() {
    publish("TABLES IN SCHEMA " + name);
    CapturedTables tables = tables();
    postgres.execute("CREATE TABLE " + name + ".n (id int PRIMARY KEY)");
    TableMapping other =
        new TableMapping(
            new TableId(name, "N"), List.of(PostgresColumns.of("id", "int4")), List.of("id"));
    lake.create(id("n"), other.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, other.toJson()));
    assertThat(tables.adopt(table("n"), topic -> true)).isFalse();
    assertThat(tables.reasons().get(table("n"))).contains("is in the lake, and not to be streamed");
  }

  @Test
  void createsATableThatALoadHasFoundEmpty() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    ReadPoint empty = findEmpty("left_out");
    CapturedTables tables = tables();
    assertThat(tables.adopt(table("left_out"), topic -> true)).isTrue();
    assertThat(lake.open(id("left_out")).state().findReadPoint()).contains(empty);
    assertThat(tables().all()).as("the next run").containsKey(table("left_out"));
  }

  /**
   * Rows that came while there was no slot are in no stream, and whoever sees that says it here.
   */
  @Test
  void createsNoneOfWhichItIsNotKnownAnyMoreThatItWasEmpty() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    findEmpty("left_out");
    new EmptyTables(lake, source.namespace()).forget();
    CapturedTables tables = tables();
    assertThat(tables.adopt(table("left_out"), topic -> true)).isFalse();
    assertThat(tables.reasons().get(table("left_out"))).startsWith("it was there when the others");
    assertThat(lake.find(id("left_out"))).isEmpty();
  }

  /** Rows that came while it was out of the publication are in no stream. */
  @Test
  void createsNoneThatWasTakenOutOfThePublicationSinceALoadHasFoundItEmpty() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    findEmpty("left_out");
    postgres.execute(
        "ALTER PUBLICATION %s DROP TABLE %s.left_out"
            .formatted(CaptureNames.forSource(name).publication(), name));
    extend("left_out");
    CapturedTables tables = tables();
    assertThat(tables.adopt(table("left_out"), topic -> true)).isFalse();
    assertThat(tables.reasons().get(table("left_out")))
        .startsWith(
            "a load has found it empty, and the publication did not have it all the time since."
                + " Run firn bulk-load");
    assertThat(lake.find(id("left_out"))).isEmpty();
  }

  /** What came under the other name is in the stream of no table. */
  @Test
  void createsNoneThatHadAnotherNameSinceALoadHasFoundItEmpty() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    findEmpty("left_out");
    postgres.execute(
        "ALTER TABLE " + name + ".left_out RENAME TO away",
        "INSERT INTO " + name + ".away VALUES (1)",
        "ALTER TABLE " + name + ".away RENAME TO left_out");
    CapturedTables tables = tables();
    assertThat(tables.adopt(table("left_out"), topic -> true)).isFalse();
    assertThat(tables.reasons().get(table("left_out")))
        .startsWith("a load has found it empty, and it was renamed");
  }

  /** Nothing of them is in the log. */
  @Test
  void createsNoneThatMayHaveHadRowsWithoutEvents() {
    publish("TABLES IN SCHEMA " + name + " WITH (publish_via_partition_root)");
    CapturedTables tables = tables();
    postgres.execute(
        "CREATE UNLOGGED TABLE " + name + ".was_unlogged (id int PRIMARY KEY)",
        "INSERT INTO " + name + ".was_unlogged VALUES (1)",
        "ALTER TABLE " + name + ".was_unlogged SET LOGGED",
        "CREATE TABLE " + name + ".older (id int PRIMARY KEY)",
        "INSERT INTO " + name + ".older VALUES (1)",
        "CREATE TABLE " + name + ".attached (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "ALTER TABLE %1$s.attached ATTACH PARTITION %1$s.older FOR VALUES FROM (1) TO (9)"
            .formatted(name),
        "CREATE TABLE " + name + ".whole (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE %1$s.whole_1 PARTITION OF %1$s.whole FOR VALUES FROM (1) TO (9)"
            .formatted(name),
        "INSERT INTO " + name + ".whole VALUES (1)",
        "CREATE TABLE " + name + ".restored (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE " + name + ".restored_1 (id int PRIMARY KEY)",
        "ALTER TABLE %1$s.restored ATTACH PARTITION %1$s.restored_1 FOR VALUES FROM (1) TO (9)"
            .formatted(name),
        "INSERT INTO " + name + ".restored VALUES (1)");
    postgres.execute(
        "CREATE TABLE " + name + ".staging (id int PRIMARY KEY)",
        "INSERT INTO " + name + ".staging VALUES (1)",
        "ALTER TABLE " + name + ".staging RENAME TO renamed",
        "CREATE TABLE public.moved (id int PRIMARY KEY)",
        "ALTER TABLE public.moved SET SCHEMA " + name,
        "CREATE TABLE " + name + ".parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE %1$s.detached PARTITION OF %1$s.parted FOR VALUES FROM (1) TO (9)"
            .formatted(name),
        "INSERT INTO " + name + ".parted VALUES (1)",
        "ALTER TABLE %1$s.parted DETACH PARTITION %1$s.detached".formatted(name),
        "CREATE TABLE " + name + ".usual (id int, made int, kept int)",
        "ALTER TABLE " + name + ".usual ADD PRIMARY KEY (id)",
        "ALTER TABLE " + name + ".usual DROP made",
        "ALTER TABLE " + name + ".usual ADD code text NOT NULL DEFAULT 'a'",
        "GRANT SELECT ON " + name + ".usual TO public");
    for (String table : List.of("was_unlogged", "attached", "renamed", "moved", "detached")) {
      assertThat(tables.adopt(table(table), topic -> true)).as(table).isFalse();
      assertThat(tables.reasons().get(table(table)))
          .contains("of which no event tells. Run firn bulk-load --source " + name);
    }
    for (String table : List.of("whole", "restored", "usual")) {
      assertThat(tables.adopt(table(table), topic -> true)).as(table).isTrue();
    }
  }

  /** What it was when the load has found it empty is not what it is at its first row. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO $S.e VALUES (1, 1, 1); ALTER TABLE $S.e DROP b, ADD b int DEFAULT 7"
            + "| its column b is another one than the column that had this name before",
        "INSERT INTO $S.e VALUES (1, 1, 1, 'x'); ALTER TYPE $S.mood RENAME VALUE 'x' TO 'y'"
            + "| \"x\" is \"y\" now",
        "ALTER TYPE $S.mood RENAME VALUE 'x' TO 'y'; INSERT INTO $S.e VALUES (1, 1, 1, 'y');"
            + " ALTER TYPE $S.mood RENAME VALUE 'y' TO 'x'"
            + "| \"x\" was called otherwise for a time",
        "INSERT INTO $S.e VALUES (1, 1, 1, 'x', ROW(1)); ALTER TYPE $S.box ADD ATTRIBUTE h int"
            + "| it has more fields",
        "INSERT INTO $S.e VALUES (1, 1, 1); ALTER TABLE $S.e REPLICA IDENTITY USING INDEX e_a;"
            + " DELETE FROM $S.e; ALTER TABLE $S.e REPLICA IDENTITY DEFAULT"
            + "| may have been an index that is not its key for a time",
        "INSERT INTO $S.e VALUES (1, 1, 1); ALTER TABLE $S.e DROP CONSTRAINT e_pkey,"
            + " ADD PRIMARY KEY (a); DELETE FROM $S.e;"
            + " ALTER TABLE $S.e DROP CONSTRAINT e_pkey, ADD PRIMARY KEY (id)"
            + "| its primary key was dropped and made anew",
        "INSERT INTO $S.p VALUES (1), (2); DROP TABLE $S.p1" + "| its part $S.p1 was dropped",
        "INSERT INTO $S.p VALUES (1), (2); ALTER TABLE $S.p DETACH PARTITION $S.p1; DELETE FROM $S.p1;"
            + " ALTER TABLE $S.p ATTACH PARTITION $S.p1 FOR VALUES FROM (1) TO (2)"
            + "| its part $S.p1 was detached and attached again",
      })
  void putsATableAsideThatWasAlteredSinceALoadHasFoundItEmpty(String statements, String said)
      throws Exception {
    publish("TABLES IN SCHEMA " + name + " WITH (publish_via_partition_root)");
    createEmptyTables();
    String table = statements.contains("$S.p") ? "p" : "e";
    findEmpty(table);
    CapturedTables tables = tables();
    execute(statements.split(";", -1));
    assertThat(tables.adopt(table(table), topic -> true)).isTrue();
    assertThatThrownBy(() -> follow(tables, table))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining(said.replace("$S", name))
        .hasMessageContaining("firn bulk-load --source %s --tables %s".formatted(name, table));
  }

  @Test
  void takesInATableThatWasAlteredAsAnyIsFollowedSinceALoadHasFoundItEmpty() throws Exception {
    publish("TABLES IN SCHEMA " + name + " WITH (publish_via_partition_root)");
    createEmptyTables();
    findEmpty("e");
    findEmpty("p");
    CapturedTables tables = tables();
    execute(
        "INSERT INTO $S.e VALUES (1, 1, 1, 'x')",
        "ALTER TABLE $S.e ADD more int NOT NULL DEFAULT 4, DROP b",
        "ALTER TYPE $S.mood ADD VALUE 'z' BEFORE 'x'",
        "CREATE INDEX ON $S.e (a)",
        "CREATE TABLE $S.p2 PARTITION OF $S.p FOR VALUES FROM (3) TO (4)",
        "INSERT INTO $S.p VALUES (3)");
    for (String table : List.of("e", "p")) {
      assertThat(tables.adopt(table(table), topic -> true)).isTrue();
      follow(tables, table);
    }
    assertThat(tables.of(table("e")).mapping().find("more").orElseThrow().addedDefault())
        .isEqualTo("4");
    assertThat(lake.open(id("e")).schema().fieldNames()).contains("b", "more");
  }

  private void createEmptyTables() {
    execute(
        "CREATE TYPE $S.mood AS ENUM ('x', 'z0')",
        "CREATE TYPE $S.box AS (w int)",
        "CREATE TABLE $S.e (id int PRIMARY KEY, a int NOT NULL CONSTRAINT e_a UNIQUE, b int,"
            + " mood $S.mood, box $S.box)",
        "CREATE TABLE $S.p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.p FOR VALUES FROM (1) TO (2)",
        "CREATE TABLE $S.p9 PARTITION OF $S.p FOR VALUES FROM (2) TO (3)");
  }

  private void execute(String... statements) {
    for (String statement : statements) {
      postgres.execute(statement.replace("$S", name));
    }
  }

  private void follow(CapturedTables tables, String table, long... transactions) {
    SourceDatabase database = database();
    SchemaWatch watch =
        new SchemaWatch(
            lake,
            database,
            new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL),
            new SchemaChanges(lake, source.namespace(), name, "run", Clock.systemUTC()),
            new OlderRows(LocalSpark.session(), lake, "run"),
            new Outages(Duration.ZERO));
    List<Change> changes =
        Arrays.stream(transactions)
            .mapToObj(
                transaction ->
                    new Change(
                        new EventPlace(
                            0,
                            transaction,
                            new LogPlace(PostgresLog.INSTANCE, 1, 1, transaction),
                            0),
                        ChangeOperation.TRUNCATE,
                        null,
                        null,
                        null))
            .toList();
    DecodedChanges read = new DecodedChanges(changes, Map.of(), Set.of(), List.of());
    tables.put(watch.follow(tables.of(table(table)), read, watch.look(List.of(table(table)))));
  }

  /** No look has seen what it was when its first events were written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE $S.n DROP b, ADD b int DEFAULT 7"
            + "| a column was dropped whose name another may have now",
        "ALTER TYPE $S.state RENAME VALUE 'x' TO 'y'"
            + "| a label of a type was added or called otherwise",
        "ALTER TYPE $S.size ADD ATTRIBUTE h int"
            + "| a field of a type was added, dropped or called otherwise",
        "ALTER TYPE $S.size DROP ATTRIBUTE w"
            + "| a field of a type was added, dropped or called otherwise",
        "ALTER TABLE $S.n REPLICA IDENTITY USING INDEX n_a; DELETE FROM $S.n;"
            + " ALTER TABLE $S.n REPLICA IDENTITY DEFAULT; GRANT SELECT ON $S.n TO public"
            + "| an index was let go of by which events have named rows",
        "ALTER TABLE $S.n DROP CONSTRAINT n_pkey, ADD PRIMARY KEY (a); DELETE FROM $S.n;"
            + " ALTER TABLE $S.n DROP CONSTRAINT n_pkey, ADD PRIMARY KEY (id)"
            + "| its key was made",
        "ALTER TABLE $S.q DETACH PARTITION $S.q1; DELETE FROM $S.q1;"
            + " ALTER TABLE $S.q ATTACH PARTITION $S.q1 FOR VALUES FROM (1) TO (9)"
            + "| a part was attached that was made by itself or was a part before",
      })
  void putsANewTableAsideThatHasEventsFromBeforeItWasAltered(String statements, String said)
      throws Exception {
    publish("TABLES IN SCHEMA " + name + " WITH (publish_via_partition_root)");
    CapturedTables tables = tables();
    execute(
        "CREATE TYPE $S.state AS ENUM ('x')",
        "CREATE TYPE $S.size AS (w int, d int)",
        "CREATE TABLE $S.n (id int PRIMARY KEY, a int NOT NULL CONSTRAINT n_a UNIQUE,"
            + " states $S.state[], size $S.size, b int)",
        "CREATE TABLE $S.q (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.q1 PARTITION OF $S.q FOR VALUES FROM (1) TO (9)");
    String table = statements.contains("$S.q") ? "q" : "n";
    long before = transaction();
    execute("INSERT INTO $S.n VALUES (1, 1)", "INSERT INTO $S.q VALUES (1)");
    execute(statements.split(";", -1));
    assertThat(tables.adopt(table(table), topic -> true)).isTrue();
    follow(tables, table, transaction());
    assertThatThrownBy(() -> follow(tables, table, before, transaction()))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("it has events from before " + said.replace("$S", name))
        .hasMessageContaining("firn bulk-load --source %s --tables %s".formatted(name, table));
  }

  @Test
  void putsANewTableAsideThatHasEventsOfAnotherOneThatHadItsName() throws Exception {
    publish("TABLES IN SCHEMA " + name);
    CapturedTables tables = tables();
    execute("CREATE TABLE $S.n (id int PRIMARY KEY)");
    long before = transaction();
    execute("DROP TABLE $S.n", "CREATE TABLE $S.n (id int PRIMARY KEY)");
    assertThat(tables.adopt(table("n"), topic -> true)).isTrue();
    follow(tables, "n", transaction());
    assertThatThrownBy(() -> follow(tables, "n", before, transaction()))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("it has events from before it was created");
  }

  @Test
  void aLoadThatTheStreamDoesNotGoBackToMakesNoTableNew() throws Exception {
    publish("TABLES IN SCHEMA " + name);
    lake.open(id("t")).alter().setProperties(Map.of(TableProperty.GAP, "the slot was lost"));
    CapturedTables tables = tables();
    execute("CREATE TABLE $S.n (id int PRIMARY KEY)");
    assertThat(tables.adopt(table("n"), topic -> true)).isFalse();
  }

  /** One that is over. */
  private static long transaction() throws Exception {
    return ask("SELECT txid_current() % (1::bigint << 32)");
  }

  private static long ask(String sql) throws Exception {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * As dumps, Rails and Django do, statement by statement or at once, and with rows of their own.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesInANewTableThatAMigrationHasMade(boolean atOnce) throws Exception {
    publish("TABLES IN SCHEMA " + name + " WITH (publish_via_partition_root)");
    CapturedTables tables = tables();
    List<String> migration =
        List.of(
            "CREATE TYPE $S.kind AS ENUM ('a', 'b')",
            "CREATE TABLE $S.m (id int NOT NULL, ref int, kind $S.kind, code text)",
            "CREATE SEQUENCE $S.m_id_seq",
            "ALTER SEQUENCE $S.m_id_seq OWNED BY $S.m.id",
            "ALTER TABLE $S.m ALTER id SET DEFAULT nextval('$S.m_id_seq')",
            "ALTER TABLE $S.m ADD CONSTRAINT m_pkey PRIMARY KEY (id)",
            "ALTER TABLE $S.m ADD CONSTRAINT m_ref UNIQUE (ref)",
            "CREATE UNIQUE INDEX m_code ON $S.m (code)",
            "ALTER TABLE $S.m ADD FOREIGN KEY (ref) REFERENCES $S.t",
            "ALTER TABLE $S.m ALTER code SET NOT NULL",
            "ALTER TYPE $S.kind RENAME VALUE 'b' TO 'c'",
            "CREATE TABLE $S.h (id int PRIMARY KEY) PARTITION BY RANGE (id)",
            "CREATE TABLE $S.h1 (id int NOT NULL)",
            "ALTER TABLE ONLY $S.h ATTACH PARTITION $S.h1 FOR VALUES FROM (1) TO (9)");
    if (atOnce) {
      execute(
          "BEGIN; "
              + String.join("; ", migration)
              + "; INSERT INTO $S.m VALUES (1, NULL, 'c', 'x'); COMMIT");
    } else {
      execute(migration.toArray(String[]::new));
      execute("INSERT INTO $S.m VALUES (1, NULL, 'c', 'x')");
    }
    long first = atOnce ? created("m") : transaction();
    execute(
        "INSERT INTO $S.h VALUES (1)",
        "ALTER TABLE $S.m ADD more int NOT NULL DEFAULT 1",
        "CREATE UNIQUE INDEX CONCURRENTLY m_both ON $S.m (id, code)",
        "VACUUM ANALYZE $S.m",
        "REINDEX TABLE $S.m");
    for (String table : List.of("m", "h")) {
      assertThat(tables.adopt(table(table), topic -> true)).isTrue();
      follow(tables, table, first, transaction());
    }
  }

  private long created(String table) throws Exception {
    return ask(
        "SELECT xmin::text::bigint FROM pg_attribute WHERE attname = 'ctid'"
            + " AND attrelid = '%s.%s'::regclass".formatted(name, table));
  }

  /** What a status row says of a table ends when it is not true any more. */
  @Test
  void itsStatusSaysNotThatItIsEmptyAfterItsFirstChange() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    postgres.execute("CREATE TABLE " + name + ".away (id int PRIMARY KEY)");
    findEmpty("left_out");
    findEmpty("away");
    StatusTracker status =
        StatusTracker.open(lake, source.namespace(), DatabaseType.POSTGRESQL, Clock.systemUTC());
    for (String table : List.of("left_out", "away")) {
      status.record(table, row -> row.skipped(Instant.EPOCH, TableStatus.EMPTY));
    }
    CapturedTables tables = tables();
    NewTableHandling handling =
        new NewTableHandling(tables, topic -> true, status, "run", Clock.systemUTC());
    DecodedChunk slice = new DecodedChunk();
    slice.unknownTables().addAll(List.of(table("left_out"), table("away")));
    assertThat(handling.take(List.of(slice))).isTrue();
    status.flush();
    Map<String, TableStatus> rows =
        StatusTracker.read(lake, source.namespace(), DatabaseType.POSTGRESQL);
    assertThat(rows.get("left_out"))
        .extracting(TableStatus::loadStatus, TableStatus::errorMessage)
        .containsExactly(LoadStatus.COMPLETED, null);
    assertThat(rows.get("away"))
        .extracting(TableStatus::errorMessage, Assertions.as(InstanceOfAssertFactories.STRING))
        .startsWith("a load has found it empty, and the publication did not have it");
  }

  @Test
  void saysOfATableThatALoadDoesNotHaveFollowedThatItIsNot() {
    lake.open(id("t"))
        .alter()
        .setProperties(Map.of(TableProperty.UNFOLLOWED, "its replica identity is nothing"));
    requireNotFollowed(
        "its replica identity is nothing. When it is to be followed, run firn bulk-load");
  }

  @Test
  void saysOfATableWithoutAKeyThatTheConfigurationLeavesItOut() throws Exception {
    lake.drop(id("t"));
    execute("ALTER TABLE $S.t DROP CONSTRAINT t_pkey, REPLICA IDENTITY FULL");
    load("t", PostgresReadPoint.parse("0/1 " + snapshot() + " " + Instant.EPOCH));
    assertThat(tables().all()).as("by itself").containsKey(table("t"));
    source =
        PostgresSource.configure(directory, name, postgres, "127.0.0.1:1", "keyless_tables: skip")
            .loadSource(name);
    requireNotFollowed("it has no primary key, and keyless_tables leaves such tables out");
  }

  /** Neither silently, nor only in the log. */
  private void requireNotFollowed(String reason) {
    StatusTracker status =
        StatusTracker.open(lake, source.namespace(), DatabaseType.POSTGRESQL, Clock.systemUTC());
    status.record("t", row -> row.started(Instant.EPOCH, "load").completed(Instant.EPOCH, 1, null));
    CapturedTables tables = tables();
    assertThat(tables.all()).isEmpty();
    assertThat(tables.reasons().get(table("t"))).startsWith(reason);
    new NewTableHandling(tables, topic -> true, status, "run", Clock.systemUTC()).tell();
    status.flush();
    TableStatus row =
        Objects.requireNonNull(
            StatusTracker.read(lake, source.namespace(), DatabaseType.POSTGRESQL).get("t"));
    assertThat(row.loadStatus()).isEqualTo(LoadStatus.COMPLETED);
    assertThat(row.errorMessage()).startsWith("not followed: " + reason);
  }

  /** What was empty is not what has the name now. */
  @Test
  void createsNoneThatWasCreatedAgainSinceALoadHasFoundItEmpty() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    findEmpty("left_out");
    postgres.execute(
        "DROP TABLE " + name + ".left_out",
        "CREATE TABLE " + name + ".left_out (id int PRIMARY KEY)",
        "INSERT INTO " + name + ".left_out VALUES (1)");
    extend("left_out");
    assertThat(tables().adopt(table("left_out"), topic -> true)).isFalse();
    assertThat(lake.find(id("left_out"))).isEmpty();
  }

  @Test
  void tellsOfATableWithAGap() {
    lake.open(id("t")).alter().setProperties(Map.of(TableProperty.GAP, "the slot was lost"));
    CapturedTables tables = tables();
    assertThat(tables.gaps())
        .containsExactly(Map.entry(tables.of(table("t")), "the slot was lost"));
  }
}
