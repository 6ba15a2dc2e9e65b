package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.LoadVerification;
import dev.firn.error.BusyTablesException;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.model.DatabaseType;
import dev.firn.model.ReadSplit;
import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.NumberMeasure;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Others alter, refresh, rename and clean up what a load reads: it reads one state, or says why.
 */
class ChangingSourceIT extends LoadFixture {

  private volatile CompletableFuture<?> other = CompletableFuture.completedFuture(1);

  /** Does something once, the first time that a step is reached. */
  private void at(String step, Runnable what) {
    AtomicInteger visits = new AtomicInteger();
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals(step) && visits.getAndIncrement() == 0) {
            what.run();
          }
        });
  }

  /** Begins a statement, and goes on when it waits for a lock. */
  private void beginWaitingOrEnd(String sql) {
    CompletableFuture<Void> statement = CompletableFuture.runAsync(() -> execute(sql));
    other = statement;
    try {
      while (!statement.isDone()
          && sourceNumber(
                  "SELECT count(*) FROM pg_locks WHERE NOT granted"
                      + " AND mode = 'AccessExclusiveLock'")
              == 0) {
        Thread.onSpinWait();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitOther() throws Exception {
    other.get(30, TimeUnit.SECONDS);
  }

  /** The rows of a refreshed view are frozen, so that earlier snapshots see them too. */
  @Test
  void aMaterializedViewIsRefreshedBeforeOrAfterItIsRead() throws Exception {
    settings = settings(1, 0, LoadVerification.COUNT, List.of(RelationKind.MATERIALIZED_VIEWS));
    execute(
        "CREATE TABLE $S.base (id int)",
        "INSERT INTO $S.base VALUES (1)",
        "CREATE MATERIALIZED VIEW $S.mv AS SELECT id FROM $S.base",
        "INSERT INTO $S.base VALUES (2)");
    AtomicBoolean refreshedAtOnce = new AtomicBoolean();
    at(
        "load.slot",
        () -> {
          beginWaitingOrEnd("REFRESH MATERIALIZED VIEW $S.mv");
          refreshedAtOnce.set(other.isDone());
        });
    LoadReport report = load("mv", false, false);
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    awaitOther();
    assertThat(refreshedAtOnce).isFalse();
    assertThat(lakeRows("mv", "id")).containsExactly("1", "2");
  }

  /** Also what a view reads, and a foreign table. */
  @Test
  void whateverIsReadIsHeld() throws SQLException {
    settings =
        settings(
            4,
            100_000,
            LoadVerification.COUNT,
            List.of(
                RelationKind.VIEWS, RelationKind.MATERIALIZED_VIEWS, RelationKind.FOREIGN_TABLES));
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY)",
        "CREATE MATERIALIZED VIEW $S.mv AS SELECT 1 AS id",
        "CREATE VIEW $S.v AS SELECT t.id FROM $S.t t JOIN $S.mv m ON m.id = t.id");
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    try (ReadSession session = database.openReadSession(database.discoverAll("v"))) {
      for (String relation : List.of("t", "mv", "v")) {
        assertThat(
                sourceNumber(
                    "SELECT count(*) FROM pg_locks WHERE relation = '$S.%s'::regclass"
                        .formatted(relation)))
            .as(relation)
            .isPositive();
      }
      assertThat(session.countRows(new TableId(name, "v"))).isZero();
    }
  }

  /** A validation plans after its session has begun. */
  @Test
  void whatIsAttachedToATableOfASessionIsNotRead() {
    execute(
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.parts FOR VALUES FROM (0) TO (10)",
        "INSERT INTO $S.parts VALUES (1)",
        "CREATE TABLE $S.p2 (id int PRIMARY KEY)",
        "INSERT INTO $S.p2 VALUES (11), (12)");
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    TableSchema table = database.discoverAll("parts").get(0);
    try (ReadSession session = database.openReadSession(List.of(table))) {
      execute("ALTER TABLE $S.parts ATTACH PARTITION $S.p2 FOR VALUES FROM (10) TO (20)");
      assertThat(session.countRows(table.id())).isEqualTo(1);
      List<ReadSplit> splits =
          database.split(List.of(table), 1).getOrDefault(table.id(), List.of());
      TableMapping mapping =
          new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table);
      assertThatThrownBy(() -> session.splitReads(mapping, splits))
          .hasMessageContaining(name + ".p2 has come to it while it was locked");
    }
  }

  @Test
  void aPartitionThatIsAttachedBehindTheLockIsHeldBeforeItIsRead() {
    execute(
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.parts FOR VALUES FROM (0) TO (10)",
        "INSERT INTO $S.parts VALUES (1)",
        "CREATE TABLE $S.p2 (id int PRIMARY KEY)",
        "INSERT INTO $S.p2 VALUES (11), (12)");
    AtomicInteger attached = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.held") && attached.getAndIncrement() == 0) {
            execute("ALTER TABLE $S.parts ATTACH PARTITION $S.p2 FOR VALUES FROM (10) TO (20)");
          }
          if (step.equals("load.split.read") && read.getAndIncrement() == 0) {
            assertThatThrownBy(() -> execute("SET lock_timeout = '100ms'; TRUNCATE $S.p2"))
                .hasStackTraceContaining("lock timeout");
          }
        });
    LoadReport report = load("parts", false, false);
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("parts", "id")).containsExactly("1", "11", "12");
  }

  /** No lock of a table keeps anybody from renaming its schema. */
  @Test
  void aTableWhoseNameAnotherHasGotIsNotReadForIt() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, v text)",
        "INSERT INTO $S.t VALUES (1, 'blue')",
        "CREATE SCHEMA $S_next",
        "CREATE TABLE $S_next.t (id int PRIMARY KEY, v text)",
        "INSERT INTO $S_next.t VALUES (7, 'green')");
    String[] exchange = {
      "ALTER SCHEMA $S RENAME TO $S_old",
      "ALTER SCHEMA $S_next RENAME TO $S",
      "ALTER SCHEMA $S_old RENAME TO $S_next"
    };
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    TableId table = new TableId(name, "t");
    try (ReadSession session = database.openReadSession(database.discoverAll(null))) {
      assertThat(session.countRows(table)).isEqualTo(1);
      execute(exchange);
      assertThatThrownBy(() -> session.countRows(table))
          .hasMessageContaining("another relation has the name");
    }
    at("load.held", () -> execute(exchange));
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    at("load.slot", () -> execute(exchange));
    LoadReport report = load(null, true, false);
    assertThat(report.toString()).contains("another relation has the name");
    assertThat(report.exitCode()).isEqualTo(ExitCode.FAILED);
    execute("DROP SCHEMA $S_next CASCADE");
  }

  @Test
  void aDetachThatWasBrokenOffStopsNothing() throws Exception {
    execute(
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.parts FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE $S.p2 PARTITION OF $S.parts FOR VALUES FROM (10) TO (20)",
        "INSERT INTO $S.parts VALUES (1), (11)");
    try (Connection open = postgres.connect();
        Statement reader = open.createStatement()) {
      open.setAutoCommit(false);
      reader.execute("SELECT FROM " + name + ".parts");
      assertThatThrownBy(
              () -> {
                try (Connection detaching = postgres.connect();
                    Statement statement = detaching.createStatement()) {
                  statement.execute("SET statement_timeout = '500ms'");
                  statement.execute(
                      "ALTER TABLE %1$s.parts DETACH PARTITION %1$s.p2 CONCURRENTLY"
                          .formatted(name));
                }
              })
          .hasMessageContaining("statement timeout");
    }
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("parts", "id")).containsExactly("1");
  }

  /** It waits for the load's locks, and the publication would wait for it. */
  @Test
  void aStatementThatComesBeforeThePublicationIsLetThrough() throws Exception {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    at("load.plan", () -> beginWaitingOrEnd("ALTER TABLE $S.t ADD COLUMN x int DEFAULT 7"));
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    awaitOther();
    assertThat(lakeRows("t", "concat(id, ' ', x)")).containsExactly("1 7");
  }

  /** The sizes of tables cannot be asked for either while somebody waits. */
  @Test
  void aStatementThatComesBeforeThePlanIsLetThrough() throws Exception {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY)",
        "INSERT INTO $S.t VALUES (1)",
        "CREATE TABLE $S.u (id int PRIMARY KEY)",
        "INSERT INTO $S.u VALUES (2)");
    at("load.held", () -> beginWaitingOrEnd("ALTER TABLE $S.t ADD COLUMN x int DEFAULT 7"));
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    awaitOther();
    assertThat(lakeRows("t", "concat(id, ' ', x)")).containsExactly("1 7");
    assertThat(lakeRows("u", "id")).containsExactly("2");
  }

  /** As VACUUM and CREATE INDEX CONCURRENTLY hold a table, for as long as they take. */
  @Test
  void aTableOnWhichSomebodyWorksIsRefusedByNameAndStopsNoOther() throws Exception {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, n numeric)",
        "CREATE TABLE $S.u (id int PRIMARY KEY) PARTITION BY LIST (id)",
        "CREATE TABLE $S.u1 PARTITION OF $S.u DEFAULT",
        "INSERT INTO $S.u VALUES (2)");
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    TableSchema table = database.discoverAll("t").get(0);
    try (Connection open = postgres.connect();
        Statement vacuum = open.createStatement()) {
      open.setAutoCommit(false);
      vacuum.execute("LOCK TABLE %1$s.t, %1$s.u1 IN SHARE UPDATE EXCLUSIVE MODE".formatted(name));
      LoadReport report = load(null, false, false);
      assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.PARTIAL);
      assertThat(report.toString())
          .containsPattern(
              "Cannot load %1$s.t: pid \\d+ of postgres holds %1$s.t in SHARE UPDATE EXCLUSIVE mode"
                  .formatted(name))
          .as("what the other session runs may hold secrets")
          .doesNotContain("LOCK TABLE");
      assertThat(lakeRows("u", "id")).containsExactly("2");
      vacuum.execute("LOCK TABLE " + name + ".t IN ACCESS EXCLUSIVE MODE");
      CompletableFuture<List<TableSchema>> sizes =
          CompletableFuture.supplyAsync(() -> database.discoverAll(null));
      try (NumberMeasure measure = database.measure()) {
        assertThatThrownBy(() -> measure.of(table, List.of("n")))
            .isInstanceOf(BusyTablesException.class)
            .hasMessageMatching(
                "FIRN-2021 Cannot measure the numbers of %1$s.t: pid \\d+ of postgres holds %1$s.t in ACCESS EXCLUSIVE mode. .*"
                    .formatted(name));
      }
      assertThat(sizes.get(30, TimeUnit.SECONDS)).hasSize(2);
    }
  }
}
