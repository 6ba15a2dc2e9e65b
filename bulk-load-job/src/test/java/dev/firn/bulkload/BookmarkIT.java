package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.LoadMode;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.config.TableConfig;
import dev.firn.config.binding.Secret;
import dev.firn.config.bookmark.BookmarkConfig;
import dev.firn.config.bookmark.Comparison;
import dev.firn.config.bookmark.Lag;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.files.Directory;
import dev.firn.localstack.PostgresServer;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TargetLayout;
import dev.firn.report.RunPages;
import dev.firn.source.mark.Mark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tables that are read again and again by a bookmark, beside writers that commit late. */
class BookmarkIT extends LoadFixture {

  /** Who is read instead of the primary; null for nobody. */
  private @Nullable PostgresServer standby;

  @Override
  SourceConfig source() {
    SourceConfig all = super.source();
    return standby == null
        ? all
        : new SourceConfig(
            all.name(),
            all.databaseType(),
            all.topicPrefix(),
            all.namespace(),
            null,
            new DatabaseConnection(
                standby.host(),
                standby.port(),
                postgres.database(),
                postgres.username(),
                Secret.of(postgres.password()),
                name),
            all.bulkLoad(),
            all.cdc(),
            all.unknownTypes(),
            all.openNumbers(),
            2,
            all.tables());
  }

  private void bookmark(String column, @Nullable Lag lag, @Nullable Duration compareEvery) {
    settings = settings(4, 100_000, LoadVerification.COUNT);
    settings =
        settings.withTables(
            settings
                .tables()
                .with(
                    new BookmarkConfig(column, lag, new Comparison(compareEvery), ZoneOffset.UTC)));
  }

  private void createTable() {
    execute(
        "CREATE SEQUENCE $S.numbers",
        """
        CREATE TABLE $S.t (id int PRIMARY KEY, v text, at timestamptz NOT NULL DEFAULT now(),
          local timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
          day date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
          n bigint NOT NULL DEFAULT nextval('$S.numbers'))
        """,
        """
        CREATE FUNCTION $S.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
          NEW.at := now(); NEW.local := now() AT TIME ZONE 'UTC';
          NEW.day := (now() AT TIME ZONE 'UTC')::date; NEW.n := nextval('$S.numbers');
          RETURN NEW; END$$
        """,
        "CREATE TRIGGER touch BEFORE UPDATE ON $S.t FOR EACH ROW EXECUTE FUNCTION $S.touch()",
        "INSERT INTO $S.t (id, v) SELECT g, 'v' || g FROM generate_series(1, 20) g");
  }

  private LoadReport run(LoadMode mode) {
    BulkLoadRequest request =
        new BulkLoadRequest(
            source(),
            source().bulkLoad(),
            UnaryOperator.identity(),
            TableSelection.ALL,
            false,
            false,
            false,
            Directory.at(configDirectory),
            Directory.at(configDirectory),
            kafka,
            null,
            mode);
    return new BulkLoadJob(
            spark,
            request,
            new OperatorConsole(new PrintStream(printed, true, StandardCharsets.UTF_8), null),
            new RunPages("bulk-load", source(), List.of(), Clock.systemUTC()),
            Clock.systemUTC())
        .run();
  }

  private LoadReport run() {
    return run(LoadMode.AUTO);
  }

  /** Mode and number of rows by table. */
  private static String how(LoadReport report) {
    return report.outcomes().entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().route().source().name(),
                entry -> how(entry.getKey(), entry.getValue()),
                (first, second) -> first,
                TreeMap::new))
        .toString();
  }

  private static String how(TablePlan plan, LoadOutcome outcome) {
    if (plan instanceof TablePlan.Load load
        && load.marked() != null
        && outcome instanceof LoadOutcome.Loaded loaded) {
      return load.marked().kind().word() + " " + loaded.rows();
    }
    return outcome.match(
        loaded -> "loaded " + loaded.rows(),
        LoadOutcome.Skipped::reason,
        failed -> String.valueOf(failed.cause().getMessage()));
  }

  private Mark mark(String table) {
    return lake.open(lakeId(table)).state().findBookmark().orElseThrow();
  }

  private void requireEqual() throws SQLException {
    requireEqual("t");
  }

  private void requireEqual(String table) throws SQLException {
    assertThat(lakeRows(table, "concat_ws(' ', id, v)")).as(table).isEqualTo(sourceRows(table));
  }

  private List<String> sourceRows(String table) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT concat_ws(' ', id, v) FROM " + name + "." + table)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all.stream().sorted().toList();
    }
  }

  /** Whatever the bookmark is: a row that is committed late has an earlier value than was read. */
  @Test
  void rowsThatAreCommittedLateAreNotMissed() throws SQLException {
    List<String> columns = List.of("at", "local", "day", "n", "xmin");
    tables = columns.stream().map(BookmarkIT::byColumn).toList();
    createTable();
    columns.forEach(
        column -> execute("CREATE TABLE $S.by_%s (LIKE $S.t INCLUDING ALL)".formatted(column)));
    columns.forEach(
        column ->
            execute(
                "INSERT INTO $S.by_%s SELECT * FROM $S.t".formatted(column),
                "CREATE TRIGGER touch BEFORE UPDATE ON $S.by_%s FOR EACH ROW EXECUTE FUNCTION $S.touch()"
                    .formatted(column)));
    execute("DROP TABLE $S.t");
    assertThat(how(run()))
        .isEqualTo(
            "{by_at=backfill 20, by_day=backfill 20, by_local=backfill 20, by_n=backfill 20,"
                + " by_xmin=backfill 20}");
    assertThat(sourceNumber("SELECT count(*) FROM pg_replication_slots WHERE slot_name ~ '$S'"))
        .isZero();
    try (Connection late = postgres.connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      for (String column : columns) {
        String table = name + ".by_" + column;
        statement.execute("INSERT INTO %s (id, v) VALUES (100, 'late')".formatted(table));
        statement.execute("UPDATE %s SET v = 'late' WHERE id = 1".formatted(table));
        execute("UPDATE %s SET v = 'soon' WHERE id = 2".formatted(table));
        execute("INSERT INTO %s VALUES (101, 'soon')".formatted(table));
      }
      run();
      late.commit();
    }
    run();
    for (String column : columns) {
      requireEqual("by_" + column);
      execute("UPDATE $S.by_%s SET v = 'again' WHERE id IN (3, 4)".formatted(column));
    }
    assertThat(how(run()))
        .contains("by_at=incremental 2", "by_day=incremental 2", "by_xmin=incremental 2");
    for (String column : columns) {
      requireEqual("by_" + column);
    }
  }

  private static TableConfig byColumn(String column) {
    BookmarkConfig bookmark =
        new BookmarkConfig(column, null, new Comparison(null), ZoneOffset.UTC);
    return new TableConfig(
        "by_" + column, TargetLayout.PLAIN, load -> load.with(bookmark), UnaryOperator.identity());
  }

  @Test
  void theStateOfATableDecidesHowItIsRead() throws SQLException {
    bookmark("at", null, Duration.ofHours(24));
    createTable();
    assertThat(how(run(LoadMode.INCREMENTAL))).contains("FIRN-6010", "the lake does not have it");
    assertThat(states()).isEqualTo("t true null");
    assertThat(how(run())).isEqualTo("{t=backfill 20}");
    assertThat(states()).isEqualTo("t false at");
    execute("DELETE FROM $S.t WHERE id = 5", "UPDATE $S.t SET v = 'new' WHERE id = 6");
    assertThat(how(run(LoadMode.INCREMENTAL))).isEqualTo("{t=incremental 1}");
    assertThat(lakeRows("t", "v")).hasSize(20).contains("new");
    spark.sql(
        "UPDATE %s.etl_metadata.cdc_state SET backfill = true WHERE source = '%s'"
            .formatted(lakeId("t").catalog(), name));
    assertThat(how(run(LoadMode.INCREMENTAL))).contains("FIRN-6010", "etl_metadata.cdc_state");
    assertThat(how(run())).isEqualTo("{t=backfill 19}");
    requireEqual();
    assertThat(states()).isEqualTo("t false at");
    execute("ALTER TABLE $S.t ADD COLUMN c int DEFAULT 7");
    assertThat(how(run(LoadMode.INCREMENTAL))).contains("FIRN-6010", "column c is new");
    assertThat(how(run())).isEqualTo("{t=backfill 19}");
    assertThat(lakeRows("t", "c")).containsOnly("7");
    bookmark("xmin", null, null);
    assertThat(how(run())).isEqualTo("{t=backfill 19}");
    assertThat(how(run(LoadMode.BACKFILL))).isEqualTo("{t=backfill 19}");
  }

  private String states() {
    return spark
        .table(lakeId("t").catalog() + ".etl_metadata.cdc_state")
        .where("source = '" + name + "'")
        .selectExpr("concat_ws(' ', table_name, backfill, coalesce(bookmark_column, 'null'))")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.joining(", "));
  }

  @Test
  void comparisonFindsDeletedRowsAndThoseWhoseBookmarkDidNotMove() throws SQLException {
    bookmark("at", null, Duration.ZERO);
    createTable();
    run();
    execute(
        "ALTER TABLE $S.t DISABLE TRIGGER touch",
        "UPDATE $S.t SET v = 'unseen', at = 'epoch' WHERE id = 7",
        "DELETE FROM $S.t WHERE id = 8",
        "UPDATE $S.t SET id = 900 WHERE id = 9");
    assertThat(how(run())).isEqualTo("{t=compare 4}");
    requireEqual();
    bookmark("at", null, null);
    assertThat(how(run())).isEqualTo("{t=incremental 0}");
  }

  @Test
  void aRunThatIsKilledAnywhereLeavesWhatTheNextOneGoesOnWith() throws SQLException {
    bookmark("at", null, null);
    createTable();
    run();
    for (String step :
        List.of(
            "load.bookmark.read",
            "load.publish.before",
            "load.publish.after",
            "load.bookmark.state")) {
      Mark before = mark("t");
      execute("UPDATE $S.t SET v = '" + step + "' WHERE id < 4");
      FaultPoint.install(
          (reached, subject) -> {
            if (reached.equals(step)) {
              throw new Error("killed");
            }
          });
      try {
        run();
      } catch (Throwable killed) {
        assertThat(killed).hasStackTraceContaining("killed");
      }
      FaultPoint.install(null);
      boolean isPublished = step.equals("load.publish.after") || step.equals("load.bookmark.state");
      assertThat(lakeRows("t", "v").contains(step)).as(step).isEqualTo(isPublished);
      assertThat(mark("t").equals(before)).as(step).isEqualTo(!isPublished);
      assertThat(run().exitCode()).isEqualTo(ExitCode.OK);
      requireEqual();
    }
  }

  @Test
  void aRolledBackTableIsNotGoneOnWith() throws SQLException {
    bookmark("at", null, null);
    createTable();
    run();
    long loaded = lake.open(lakeId("t")).snapshotId();
    execute("UPDATE $S.t SET v = 'x' WHERE id = 1");
    run();
    spark.sql(
        "CALL %s.system.rollback_to_snapshot('bronze.%s.t', %d)"
            .formatted(lakeId("t").catalog(), name, loaded));
    assertThat(how(run())).isEqualTo("{t=backfill 20}");
    requireEqual();
  }

  @Test
  void whatOthersHaveOpenIsKnownOrTheReadStaysWhereItWas() throws SQLException {
    bookmark("at", null, null);
    createTable();
    execute(
        "DROP ROLE IF EXISTS marks_reader",
        "CREATE ROLE marks_reader LOGIN PASSWORD 'pw'",
        "GRANT USAGE ON SCHEMA $S TO marks_reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA $S TO marks_reader");
    reader = "marks_reader";
    assertThat(how(run())).isEqualTo("{t=backfill 20}");
    String first = String.valueOf(mark("t").from());
    try (Connection late = postgres.connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("UPDATE %s.t SET v = 'late' WHERE id = 1".formatted(name));
      assertThat(how(run())).isEqualTo("{t=incremental 0}");
      assertThat(mark("t").from()).isEqualTo(first);
      late.commit();
    }
    assertThat(how(run())).isEqualTo("{t=incremental 1}");
    assertThat(mark("t").from()).isGreaterThan(first);
    requireEqual();
  }

  /** It does not show which transactions are open; of what it sees it is sure. */
  @Test
  void aStandbyIsReadByXminOrByALag() throws SQLException {
    bookmark("xmin", null, null);
    createTable();
    PostgresServer copy = postgres.standby("marks");
    copy.start();
    try (Connection late = postgres.connect();
        Statement statement = late.createStatement()) {
      standby = copy;
      late.setAutoCommit(false);
      statement.execute("UPDATE %s.t SET v = 'late' WHERE id = 1".formatted(name));
      copy.awaitReplay(postgres);
      assertThat(how(run())).isEqualTo("{t=backfill 20}");
      execute("UPDATE $S.t SET v = 'soon' WHERE id = 2");
      copy.awaitReplay(postgres);
      assertThat(how(run())).isEqualTo("{t=incremental 1}");
      late.commit();
      copy.awaitReplay(postgres);
      assertThat(how(run())).isEqualTo("{t=incremental 1}");
      requireEqual();
      bookmark("at", null, null);
      assertThat(how(run())).isEqualTo("{t=backfill 20}");
      assertThat(how(run())).isEqualTo("{t=compare 0}");
      bookmark("at", Lag.of(Duration.ofHours(1)), null);
      assertThat(how(run())).isEqualTo("{t=compare 0}");
      assertThat(how(run())).isEqualTo("{t=incremental 0}");
    } finally {
      standby = null;
      copy.stop();
      postgres.forget("marks");
    }
  }

  @Test
  void whatCannotBeReadSoIsRefusedWithItsReason() {
    execute(
        "CREATE TABLE $S.keyless (v text, at timestamptz NOT NULL)",
        "CREATE TABLE $S.other (id int PRIMARY KEY)",
        "CREATE TABLE $S.texts (id int PRIMARY KEY, at text)");
    bookmark("at", null, null);
    String how = how(run());
    assertThat(how)
        .contains("it has no key by which rows are found")
        .contains("it has no column \"at\"")
        .contains("is a text, of which later ones need not be greater")
        .contains("FIRN-6011");
    bookmark("id", Lag.of(Duration.ofMinutes(1)), null);
    assertThat(how(run())).contains("lag is a duration, and bookmark \"id\" has numbers");
  }
}
