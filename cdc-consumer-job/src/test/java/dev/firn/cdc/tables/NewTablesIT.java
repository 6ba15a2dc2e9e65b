package dev.firn.cdc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.testing.PostgresSource;
import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import dev.firn.status.EmptyTables;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(database().discoverOne(new TableId(name, table)).orElseThrow());
    lake.create(
        id(table),
        mapping.lakeSchema(),
        2,
        Map.of(TableProperty.CONTRACT, mapping.toJson(), TableProperty.READ_POINT, point.text()));
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
    ReadPoint empty = PostgresReadPoint.parse("0/1 " + snapshot() + " " + Instant.EPOCH);
    List<TableId> found = List.of(table("left_out"));
    new EmptyTables(lake, source.namespace()).record(found, found, empty);
    CapturedTables tables = tables();
    assertThat(tables.adopt(table("left_out"), topic -> true)).isTrue();
    assertThat(lake.open(id("left_out")).state().findReadPoint()).contains(empty);
    assertThat(tables().all()).as("the next run").containsKey(table("left_out"));
  }

  /** Rows that came while it was out of the publication are in no stream. */
  @Test
  void createsNoneThatWasTakenOutOfThePublicationSinceALoadHasFoundItEmpty() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    List<TableId> found = List.of(table("left_out"));
    new EmptyTables(lake, source.namespace())
        .record(found, found, PostgresReadPoint.parse("0/1 " + snapshot() + " " + Instant.EPOCH));
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
    List<TableId> found = List.of(table("left_out"));
    new EmptyTables(lake, source.namespace())
        .record(found, found, PostgresReadPoint.parse("0/1 " + snapshot() + " " + Instant.EPOCH));
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

  /** What was empty is not what has the name now. */
  @Test
  void createsNoneThatWasCreatedAgainSinceALoadHasFoundItEmpty() throws Exception {
    publish("TABLE %1$s.t, %1$s.left_out".formatted(name));
    List<TableId> found = List.of(table("left_out"));
    new EmptyTables(lake, source.namespace())
        .record(found, found, PostgresReadPoint.parse("0/1 " + snapshot() + " " + Instant.EPOCH));
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
