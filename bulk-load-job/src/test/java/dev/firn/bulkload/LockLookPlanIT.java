package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.model.TableId;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a load believes of its tables is what they are while it holds them, in every pass. */
class LockLookPlanIT extends LoadFixture {

  /** Does something once, the n-th time that a step is reached. */
  private void at(String step, int visit, String... statements) {
    AtomicInteger visits = new AtomicInteger();
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals(step) && visits.incrementAndGet() == visit) {
            execute(statements);
          }
        });
  }

  private static final String[] PARTITIONS = {
    "CREATE TABLE $S.parts (id int PRIMARY KEY, name text) PARTITION BY RANGE (id)",
    "CREATE TABLE $S.p1 PARTITION OF $S.parts FOR VALUES FROM (0) TO (10)",
    "INSERT INTO $S.parts VALUES (1, 'old')"
  };

  @Test
  void aPartitionThatIsCreatedBeforeTheLockIsRead() {
    execute(PARTITIONS);
    at(
        "load.lock",
        1,
        "CREATE TABLE $S.p2 PARTITION OF $S.parts FOR VALUES FROM (10) TO (20)",
        "INSERT INTO $S.parts VALUES (11, 'new'), (12, 'new')");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("parts", "id")).containsExactly("1", "11", "12");
  }

  /** The lock of the root does not keep others from attaching. */
  @Test
  void aPartitionThatIsAttachedBetweenPlanAndReadPointIsRead() {
    execute(PARTITIONS);
    at(
        "load.plan",
        1,
        "CREATE TABLE $S.p2 (id int PRIMARY KEY, name text)",
        "INSERT INTO $S.p2 VALUES (11, 'new')",
        "ALTER TABLE $S.parts ATTACH PARTITION $S.p2 FOR VALUES FROM (10) TO (20)");
    assertThat(load("parts", false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("parts", "id")).containsExactly("1", "11");
  }

  @Test
  void typesThatChangeBeforeTheLockAreReadAsTheyAre() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, a int, b real)",
        "INSERT INTO $S.t VALUES (1, 7, 1.5)");
    at("load.lock", 1, "ALTER TABLE $S.t ALTER a TYPE bigint, ALTER b TYPE float8");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "concat(a, ' ', b)")).containsExactly("7 1.5");
    assertThat(spark.table(lakeId("t").quoted()).schema().apply("a").dataType().sql())
        .isEqualTo("BIGINT");
  }

  /** The second pass believes nothing of the first. */
  @Test
  void whatChangesWhenTheReadPointIsLostIsLookedAtAgain() {
    settings = settings(1, 0, LoadVerification.COUNT);
    execute(PARTITIONS);
    execute("CREATE TABLE $S.t (id int PRIMARY KEY, a int)", "INSERT INTO $S.t VALUES (1, 7)");
    List<String> steps = new ArrayList<>();
    FaultPoint.install(
        (step, subject) -> {
          steps.add(step);
          if (step.equals("load.split.read") && !steps.contains("lost")) {
            steps.add("lost");
            execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()");
            throw new IllegalStateException("the reader is gone too");
          }
          if (step.equals("load.lock") && steps.contains("lost")) {
            execute(
                "ALTER TABLE $S.t ALTER a TYPE bigint",
                "CREATE TABLE $S.p2 PARTITION OF $S.parts FOR VALUES FROM (10) TO (20)",
                "INSERT INTO $S.parts VALUES (11, 'new')");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "concat(id, ' ', a)")).containsExactly("1 7");
    assertThat(lakeRows("parts", "id")).containsExactly("1", "11");
  }

  @Test
  void aTableThatIsGoneOrMayNotBeReadFailsAlone() {
    reader = "reader_" + name;
    execute(
        "CREATE TABLE $S.good (id int PRIMARY KEY)",
        "INSERT INTO $S.good VALUES (1)",
        "CREATE TABLE $S.secret (id int PRIMARY KEY)",
        "CREATE TABLE $S.going (id int PRIMARY KEY)",
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY LIST (id)",
        "CREATE TABLE $S.leaf PARTITION OF $S.parts FOR VALUES IN (1)",
        "INSERT INTO $S.parts VALUES (1)",
        "CREATE ROLE " + reader + " LOGIN REPLICATION PASSWORD 'pw'",
        "GRANT USAGE ON SCHEMA $S TO " + reader,
        "GRANT SELECT ON $S.good, $S.going, $S.parts TO " + reader,
        "CREATE PUBLICATION firn_$S FOR TABLE $S.good, $S.going WITH (publish_via_partition_root)");
    at("load.lock", 1, "DROP TABLE $S.going");
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString())
        .contains(
            "it was dropped or renamed since the run began",
            "GRANT SELECT ON %s.secret TO %s".formatted(name, reader),
            "GRANT SELECT ON %s.leaf TO %s".formatted(name, reader));
    assertThat(lakeRows("good", "id")).containsExactly("1");
  }

  @Test
  void onlyTablesOfTheRunAreHeld() throws SQLException {
    execute("CREATE TABLE $S.loaded (id int PRIMARY KEY)", "INSERT INTO $S.loaded VALUES (1)");
    load(null, false, false);
    execute("CREATE TABLE $S.next (id int PRIMARY KEY)", "INSERT INTO $S.next VALUES (1)");
    List<Long> held = new ArrayList<>();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.slot")) {
            held.add(locksOn("next"));
            held.add(locksOn("loaded"));
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(held.get(0)).isPositive();
    assertThat(held.get(1)).isZero();
  }

  private long locksOn(String table) {
    try {
      return sourceNumber(
          "SELECT count(*) FROM pg_locks WHERE relation = '$S.%s'::regclass".formatted(table));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** COPY and SELECT disagree on what a parent table contains. */
  @Test
  void rowsOfTablesThatInheritAreTheirOwn() {
    execute(
        "CREATE TABLE $S.parent (id int PRIMARY KEY, n numeric)",
        "CREATE TABLE $S.child () INHERITS ($S.parent)",
        "INSERT INTO $S.parent VALUES (1, 1)",
        "INSERT INTO $S.child VALUES (2, 2), (3, 3)");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("parent", "id")).containsExactly("1");
    assertThat(lakeRows("child", "id")).containsExactly("2", "3");
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    try (ReadSession session = database.openReadSession(database.discoverAll(null))) {
      assertThat(session.countRows(new TableId(name, "parent"))).isEqualTo(1);
      assertThatThrownBy(() -> session.countRows(new TableId(name, "gone")))
          .hasMessageContaining("does not exist");
    }
    execute("UPDATE $S.child SET n = 5", "DELETE FROM $S.parent WHERE id = 2");
  }

  @Test
  void smallPartitionsShareTasksAndFiles() {
    execute("CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY HASH (id)");
    for (int i = 0; i < 40; i++) {
      execute(
          "CREATE TABLE $S.leaf%1$d PARTITION OF $S.parts FOR VALUES WITH (MODULUS 40, REMAINDER %1$d)"
              .formatted(i));
    }
    execute("INSERT INTO $S.parts SELECT generate_series(1, 400)");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeNumber("parts", "count(*)")).isEqualTo(400);
    assertThat(spark.table(lakeId("parts").quoted() + ".files").count()).isEqualTo(1);
  }

  @Test
  void whatIsExcludedIsNeitherLoadedNorPublished() throws SQLException {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "CREATE TABLE $S.tmp_a (id int PRIMARY KEY)");
    SourceConfig some = without("tmp_*");
    assertThat(job(some, TableSelection.ALL, false, false).run().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lake.find(lakeId("t"))).isPresent();
    assertThat(lake.find(lakeId("tmp_a"))).isEmpty();
    assertThat(
            sourceNumber(
                "SELECT count(*) FROM pg_publication_tables WHERE pubname = 'firn_$S'"
                    + " AND tablename = 'tmp_a'"))
        .isZero();
  }

  @Test
  void columnsThatAKeyOnlyIncludesAreNotOfTheKey() {
    execute(
        "CREATE TABLE $S.t (id int, n int, PRIMARY KEY (id) INCLUDE (n))",
        "INSERT INTO $S.t VALUES (1, 2)");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lake.open(lakeId("t")).state().findContract().orElseThrow().key())
        .containsExactly("id");
  }

  /** Whoever follows the advice to load one of them must not be led into the other's place. */
  @Test
  void tablesOfOneLakeNameAreRefusedAlsoOneByOne() {
    execute(
        "CREATE TABLE $S.order_items (id int PRIMARY KEY)",
        "CREATE TABLE $S.\"Order_Items\" (id int PRIMARY KEY)");
    LoadReport report =
        job(new TableSelection(null, List.of("order_items"), false), false, false).run();
    assertThat(report.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(report.toString()).contains("its lake name is that of several tables");
  }
}
