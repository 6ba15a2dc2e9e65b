package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.BulkLoadConfig;
import dev.firn.config.LoadVerification;
import dev.firn.config.TableLoad;
import dev.firn.error.DataGapException;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.model.LongColumns;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.status.EmptyTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publication and slot are what a load has found them to be, not what it would like them to be. */
class CaptureStateIT extends LoadFixture {

  private void createTable(String table) {
    execute(
        "CREATE TABLE $S.%s (id int PRIMARY KEY, v text)".formatted(table),
        "INSERT INTO $S.%s VALUES (1, 'a')".formatted(table));
  }

  private String plan() {
    return new PlanText(request(TableSelection.ALL, false, false))
        .of(
            job(TableSelection.ALL, false, false).plan(),
            SourceDatabase.of(source(), Clock.systemUTC()));
  }

  private LoadReport load(String... tables) {
    return job(new TableSelection(null, List.of(tables), false), false, false).run();
  }

  private JsonNode connector() throws IOException {
    return new ObjectMapper()
        .readTree(configDirectory.resolve("debezium_%s_cdc.json".formatted(name)).toFile())
        .path("config");
  }

  private boolean slotIs(String state) throws SQLException {
    return sourceNumber(
            "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'firn_$S' AND " + state)
        == 1;
  }

  private void await(String condition) throws Exception {
    for (int tries = 0; !slotIs(condition); tries++) {
      if (tries > 600) {
        throw new IllegalStateException("No slot is ever " + condition);
      }
      Thread.sleep(50);
    }
  }

  /** Whoever creates a slot waits for open transactions, and it vanishes with him. */
  @Test
  void aSlotThatWasNeverFinishedIsNone() throws Exception {
    createTable("t");
    PostgresEndpoint endpoint =
        new PostgresEndpoint(
            postgres.host(),
            postgres.port(),
            postgres.database(),
            postgres.username(),
            postgres.password());
    try (Connection open = postgres.connect();
        Statement writer = open.createStatement()) {
      open.setAutoCommit(false);
      writer.execute("INSERT INTO %s.t VALUES (2, 'open')".formatted(name));
      CompletableFuture<Void> creator =
          CompletableFuture.runAsync(
              () -> {
                try (Connection replication = endpoint.openForReplication(60, 18);
                    Statement statement = replication.createStatement()) {
                  statement.execute(
                      "CREATE_REPLICATION_SLOT \"firn_%s\" LOGICAL pgoutput".formatted(name));
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      await("confirmed_flush_lsn IS NULL");
      CompletableFuture<LoadReport> load =
          CompletableFuture.supplyAsync(() -> load(null, false, false));
      Thread.sleep(3000);
      execute(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
              + " WHERE slot_name = 'firn_$S'");
      assertThatThrownBy(creator::join).hasRootCauseInstanceOf(SQLException.class);
      await("confirmed_flush_lsn IS NULL");
      open.commit();
      assertThat(load.join().exitCode()).isEqualTo(ExitCode.OK);
    }
    assertThat(slotIs("confirmed_flush_lsn IS NOT NULL AND failover")).isTrue();
    assertThat(lakeRows("t", "id")).containsExactly("1", "2");
  }

  /** What it wrote before the table was published will never be decoded. */
  @Test
  void aTableLoadedAnewBesideASlotWaitsForItsWritersWhoeverHasPublishedIt() throws Exception {
    createTable("t");
    load(null, false, false);
    createTable("u");
    AtomicBoolean committed = new AtomicBoolean();
    AtomicBoolean waited = new AtomicBoolean();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.slot")) {
            waited.set(committed.get());
          }
        });
    try (Connection open = postgres.connect();
        Connection other = postgres.connect();
        Statement writer = open.createStatement();
        Statement bystander = other.createStatement()) {
      open.setAutoCommit(false);
      other.setAutoCommit(false);
      writer.execute("INSERT INTO %s.u VALUES (2, 'open')".formatted(name));
      // Nobody waits for what was written to a table that is not loaded anew.
      bystander.execute("INSERT INTO %s.t VALUES (2, 'open')".formatted(name));
      execute("ALTER PUBLICATION firn_$S ADD TABLE ONLY $S.u");
      CompletableFuture<LoadReport> load =
          CompletableFuture.supplyAsync(() -> load(null, false, false));
      Thread.sleep(4000);
      committed.set(true);
      open.commit();
      assertThat(load.join().exitCode()).isEqualTo(ExitCode.OK);
      other.commit();
    }
    assertThat(waited).isTrue();
    assertThat(lakeRows("u", "id")).containsExactly("1", "2");
  }

  @Test
  void aNewSlotLeavesNoTableBehind() throws Exception {
    createTable("a");
    createTable("b");
    load(null, false, false);
    execute("SELECT pg_drop_replication_slot('firn_$S')", "INSERT INTO $S.a VALUES (2, 'gap')");
    createTable("c");
    assertThat(plan())
        .contains("3 tables")
        .contains("the source has not sent its changes all the time");
    assertThatThrownBy(() -> load("c"))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining(name + ".a")
        .hasMessageContaining(name + ".b")
        .hasMessageContaining("--no-resume");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("a", "id")).containsExactly("1", "2");
    execute("SELECT pg_drop_replication_slot('firn_$S')", "INSERT INTO $S.a VALUES (3, 'gap')");
    assertThat(load(null, false, false).exitCode())
        .as("though there is nothing else to be loaded")
        .isEqualTo(ExitCode.OK);
    assertThat(slotIs("failover")).isTrue();
    assertThat(lakeRows("a", "id")).containsExactly("1", "2", "3");
  }

  /** The server may have removed log that the slot needs before anybody has read any. */
  @Test
  void aSlotThatIsLostWhileALoadReadsIsNoneWhenItEnds() {
    createTable("t");
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.status")) {
            execute("SELECT pg_drop_replication_slot('firn_$S')");
          }
        });
    LoadReport report = load(null, false, false);
    FaultPoint.install(null);
    assertThat(report.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(report.toString()).contains("slot that is gone now").contains("firn bulk-load");
    assertThat(lake.open(lakeId("t")).state().findGap()).isPresent();
    execute("INSERT INTO $S.t VALUES (2, 'gap')");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lake.open(lakeId("t")).state().findGap()).isEmpty();
    assertThat(lakeRows("t", "id")).containsExactly("1", "2");
  }

  @Test
  void aTableThatIsRefusedBesideANewSlotKeepsNoOtherFromIt() throws Exception {
    createTable("a");
    createTable("twice");
    load(null, false, false);
    execute(
        "SELECT pg_drop_replication_slot('firn_$S')",
        "INSERT INTO $S.a VALUES (2, 'gap')",
        "ALTER TABLE $S.twice ADD \"ID\" int");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(slotIs("failover")).isTrue();
    assertThat(lakeRows("a", "id")).containsExactly("1", "2");
    assertThat(lake.open(lakeId("twice")).state().findGap()).isPresent();
  }

  @Test
  void aTableThatFailsBesideANewSlotIsKnownToHaveAGap() {
    settings = settings(1, 0, LoadVerification.COUNT);
    createTable("a");
    createTable("b");
    load(null, false, false);
    execute("SELECT pg_drop_replication_slot('firn_$S')");
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.verify") && subject.equals("b")) {
            throw new IllegalStateException("not what was sent");
          }
        });
    LoadReport report = load(null, true, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString())
        .contains("not followed: %s.b: what changed between".formatted(name));
    assertThat(lake.open(lakeId("a")).state().findGap()).isEmpty();
    assertThat(lake.open(lakeId("b")).state().findGap()).isPresent();
    FaultPoint.install(null);
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lake.open(lakeId("b")).state().findGap()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "publish = 'insert$ delete', it does not publish update$ truncate",
    "publish_generated_columns = stored, it publishes generated columns"
  })
  void aPublicationThatLeavesSomethingOutIsRefused(String with, String why) {
    createTable("t");
    execute("CREATE PUBLICATION firn_$S FOR TABLE $S.t WITH (" + with.replace('$', ',') + ")");
    String reason = why.replace('$', ',');
    assertThat(plan()).contains("warning: FIRN-2017 Cannot capture changes").contains(reason);
    assertThatThrownBy(() -> load(null, false, false))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("ALTER PUBLICATION");
  }

  @Test
  void aTableOfWhichThePublicationLeavesSomethingOutIsRefusedAlone() {
    createTable("whole");
    createTable("some_rows");
    createTable("some_columns");
    execute(
        "CREATE TABLE $S.parts (id int PRIMARY KEY) PARTITION BY LIST (id)",
        "CREATE TABLE $S.leaf PARTITION OF $S.parts FOR VALUES IN (1)",
        "CREATE PUBLICATION firn_$S FOR TABLE $S.whole, $S.some_rows WHERE (id > 5),"
            + " $S.some_columns (id)");
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString())
        .contains("by a row filter", "by a column list", "publish_via_partition_root = true");
    assertThat(lakeRows("whole", "id")).containsExactly("1");
    assertThat(lake.find(lakeId("some_rows"))).isEmpty();
  }

  @Test
  void whoeverIsNotTheOwnerIsToldTheStatementBeforeAnythingIsLoaded() {
    reader = "reader_" + name;
    createTable("t");
    execute(
        "CREATE ROLE " + reader + " LOGIN REPLICATION PASSWORD 'pw'",
        "GRANT USAGE ON SCHEMA $S TO " + reader,
        "GRANT SELECT ON ALL TABLES IN SCHEMA $S TO " + reader);
    String statement =
        "CREATE PUBLICATION \"firn_%1$s\" FOR TABLE ONLY \"%1$s\".\"t\"".formatted(name)
            + " WITH (publish = 'insert,update,delete,truncate', publish_via_partition_root = true)";
    assertThat(plan()).contains("warning: FIRN-2018 Cannot publish changes", statement);
    assertThatThrownBy(() -> load(null, false, false)).hasMessageContaining(statement);
    execute(statement);
    assertThat(plan()).doesNotContain("warning");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);

    createTable("u");
    execute("GRANT SELECT ON $S.u TO " + reader);
    assertThat(plan())
        .contains("ALTER PUBLICATION \"firn_%1$s\" ADD TABLE ONLY \"%1$s\".\"u\"".formatted(name));
  }

  @Test
  void aSlotThatIsOlderThanItsPublicationIsRefused() {
    createTable("t");
    load(null, false, false);
    execute("DROP PUBLICATION firn_$S");
    assertThatThrownBy(() -> load(null, true, false))
        .hasMessageContaining("publication firn_" + name + " is gone")
        .hasMessageContaining("pg_drop_replication_slot");
  }

  @Test
  void theConnectorReadsNothingThatStopsIt() throws Exception {
    settings =
        new BulkLoadConfig(
            new TableLoad(8, 50_000, true, LongColumns.EXCLUDE, LoadVerification.COUNT),
            4,
            true,
            1,
            1,
            100_000,
            List.of());
    createTable("t");
    execute(
        "CREATE TABLE $S.empty (id int PRIMARY KEY)",
        "CREATE TABLE $S.nokey (id int)",
        "CREATE TABLE $S.twice (id int PRIMARY KEY, duration int, \"Duration\" int)",
        "INSERT INTO $S.nokey VALUES (1)",
        "CREATE VIEW $S.v AS SELECT 1 AS one");
    LoadReport report = load(null, false, false);
    assertThat(report.toString())
        .contains(
            "not followed: %s.nokey: %s.nokey has no primary key, so that UPDATE and DELETE"
                    .formatted(name, name)
                + " would fail");
    assertThat(connector().path("schema.include.list").asText()).isEqualTo(name);
    assertThat(connector().path("table.exclude.list").asText())
        .isEqualTo("%1$s\\.nokey,%1$s\\.twice".formatted(name));
    assertThat(new EmptyTables(lake, namespace()).read())
        .containsOnlyKeys(new TableId(name, "empty"))
        .allSatisfy((table, found) -> assertThat(found.contract()).contains("\"sent_by\""));
    assertThat(
            sourceNumber(
                "SELECT count(*) FROM pg_publication_tables WHERE pubname = 'firn_$S'"
                    + " AND tablename NOT IN ('t', 'empty')"))
        .isZero();

    createTable("later");
    execute("INSERT INTO $S.empty VALUES (1)");
    load(null, false, false);
    assertThat(connector().path("table.exclude.list").asText())
        .as("what is loaded later comes without another deployment")
        .isEqualTo("%1$s\\.nokey,%1$s\\.twice".formatted(name));
    assertThat(new EmptyTables(lake, namespace()).read()).isEmpty();
  }

  /**
   * Its events would name rows of another key, and what the lake does with them would be a guess.
   */
  @Test
  void aTableWhoseEventsNameRowsByAnotherIndexThanItsKeyIsRefused() throws Exception {
    createTable("t");
    execute(
        "ALTER TABLE $S.t ALTER v SET NOT NULL, ADD UNIQUE (v)",
        "ALTER TABLE $S.t REPLICA IDENTITY USING INDEX t_v_key");
    String why =
        "the replica identity of %1$s.t is index %1$s.t_v_key, which is not its primary key"
            .formatted(name);
    assertThat(plan()).contains("  refuse: ", why).doesNotContain("  changes: ");
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(report.toString())
        .contains(why, "ALTER TABLE %s.t REPLICA IDENTITY DEFAULT".formatted(name));
    assertThat(lake.find(lakeId("t"))).isEmpty();
    assertThat(sourceNumber("SELECT count(*) FROM pg_publication_tables WHERE pubname = 'firn_$S'"))
        .isZero();
  }

  @Test
  void thePlanSaysWhetherChangesOfATableWithoutAKeyAreFollowed() {
    execute("CREATE TABLE $S.bag (id int)");
    assertThat(plan())
        .contains(
            "  key: none\n  changes: are not followed: %s.bag has no primary key".formatted(name),
            "ALTER TABLE %s.bag REPLICA IDENTITY FULL has it followed".formatted(name));
    execute("ALTER TABLE $S.bag REPLICA IDENTITY FULL");
    assertThat(plan()).contains("  key: none\n  changes: are followed\n");
  }

  /** Debezium sends its rows under the name that it had. */
  @Test
  void aTableIsNotFollowedBesideOneOfItsNameThatWasMovedAway() throws Exception {
    createTable("t");
    load(null, false, false);
    execute("CREATE SCHEMA $S_archive", "ALTER TABLE $S.t SET SCHEMA $S_archive");
    createTable("t");
    assertThat(load("t").toString())
        .contains("publication firn_%1$s also sends %1$s_archive.t".formatted(name));
    execute("ALTER PUBLICATION firn_$S DROP TABLE $S_archive.t");
    assertThat(load("t").toString()).doesNotContain("not followed");
  }

  @Test
  void theContractSaysByWhatChangesAreSent() throws Exception {
    createTable("t");
    execute("CREATE TABLE $S.nokey (id int)", "INSERT INTO $S.nokey VALUES (1)");
    load(null, false, false);
    String sender = sender("t");
    assertThat(sender)
        .matches("publication \\d+ as of transaction \\d+, entry [1-9]\\d*, slot for failover");
    assertThat(sender("nokey")).isEmpty();
    createTable("later");
    load(null, false, false);
    assertThat(sender("later")).isNotEqualTo(sender).isNotEmpty();
    assertThat(
            sender(
                SourceDatabase.of(source(), Clock.systemUTC()).discoverOne(new TableId(name, "t"))))
        .as("a load of other tables is no gap")
        .isEqualTo(sender);
    execute(
        "ALTER PUBLICATION firn_$S DROP TABLE $S.t", "ALTER PUBLICATION firn_$S ADD TABLE $S.t");
    job(new TableSelection(null, List.of("t"), false), true, false).run();
    assertThat(sender("t")).isNotEqualTo(sender).isNotEmpty();
  }

  private String sender(String table) {
    TableMapping contract =
        lake.open(namespace().table(table)).state().findContract().orElseThrow();
    return Objects.requireNonNull(contract.identity()).sentBy();
  }

  private static String sender(Optional<TableSchema> table) {
    return Objects.requireNonNull(table.orElseThrow().identity()).sentBy();
  }

  /** Its owner wants tables to come by themselves. */
  @Test
  void aPublicationOfTheSchemaIsFilteredByWhatMustNotBeRead() throws Exception {
    createTable("t");
    execute(
        "CREATE TABLE $S.twice (id int PRIMARY KEY, duration int, \"Duration\" int)",
        "CREATE PUBLICATION firn_$S FOR TABLES IN SCHEMA $S WITH (publish_via_partition_root)");
    load(null, false, false);
    assertThat(connector().path("schema.include.list").asText()).isEqualTo(name);
    assertThat(connector().path("table.exclude.list").asText())
        .isEqualTo("%s\\.twice".formatted(name));
  }

  /** Ours may take their time, whatever the database says. */
  @Test
  void noTimeoutOfTheUserEndsOurSessions() throws Exception {
    reader = "reader_" + name;
    execute(
        "CREATE ROLE " + reader + " LOGIN REPLICATION PASSWORD 'pw'",
        "ALTER ROLE " + reader + " SET transaction_timeout = '1s'",
        "ALTER ROLE " + reader + " SET statement_timeout = '1s'",
        "ALTER ROLE " + reader + " SET idle_in_transaction_session_timeout = '1s'");
    PostgresEndpoint endpoint =
        new PostgresEndpoint(postgres.host(), postgres.port(), postgres.database(), reader, "pw");
    for (boolean replication : new boolean[] {false, true}) {
      try (Connection connection =
          replication ? endpoint.openForReplication(10, 18) : endpoint.open()) {
        for (String timeout :
            List.of(
                "transaction_timeout",
                "statement_timeout",
                "idle_in_transaction_session_timeout")) {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SHOW " + timeout)) {
            row.next();
            assertThat(row.getString(1)).as(timeout).isEqualTo("0");
          }
        }
      }
    }
  }

  @Test
  void aConnectorDirectoryThatCannotBeWrittenIsKnownBeforeAnythingIsLoaded() throws Exception {
    createTable("t");
    Path kept = configDirectory;
    configDirectory = Files.createTempFile(kept, "no-directory", "");
    try {
      assertThatThrownBy(() -> load(null, false, false)).hasMessageContaining("Cannot write");
    } finally {
      configDirectory = kept;
    }
    assertThat(lake.find(lakeId("t"))).isEmpty();
  }
}
