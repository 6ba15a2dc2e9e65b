package dev.firn.check.places;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.compare.ValidationVerdicts;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.localstack.ConnectWorker;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What happens to the lake of one source: two loads at once, a stream with deletes of both kinds, a
 * new column, a truncate and an event that cannot be applied, and a validation of it all.
 */
final class LakeLife {

  /** How many things are judged. */
  static final int CASES = 7;

  /** Its deletes are soft. */
  private static final String KEPT = "kept";

  /** It gets a value that the lake has no place for. */
  private static final String ODD = "odd";

  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final int LOCKED = 9;

  private final String kind;
  private final ShopSource source;
  private final Database database;
  private final JobLogs logs;
  private String checkpoints = "checkpoints";
  private final List<String> problems = new ArrayList<>();

  LakeLife(String kind, ShopSource source, Database database, JobLogs logs) {
    this.kind = kind;
    this.source = source;
    this.database = database;
    this.logs = logs;
  }

  /** A directory as Firn's configuration names it. */
  LakeLife keepingCheckpointsIn(String directory) {
    checkpoints = directory;
    return this;
  }

  /** What was not as it should be, one line for each. */
  List<String> of(ConnectWorker connect, int transactions, long seed) throws Exception {
    createMore();
    twoLoadsAtOnce();
    differencesFrom("load");
    status("load");
    connect.deploy(source.connectorFile());
    connect.awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    follow(transactions, seed);
    deadLetter();
    differencesFrom("stream");
    softDeletes();
    validation();
    connect.delete(source.connectorName());
    logs.keep(source.lake());
    return problems;
  }

  private void createMore() throws Exception {
    database.execute("CREATE TABLE shop.kept (id int PRIMARY KEY, v text)");
    database.execute("INSERT INTO shop.kept SELECT i, 'v' || i FROM generate_series(1, 90) i");
    database.execute("CREATE TABLE shop.odd (id int PRIMARY KEY, d date)");
    database.execute("INSERT INTO shop.odd VALUES (1, '2024-02-29')");
    source.writeSources(
        """
            cdc:
              checkpoint_directory: %s
            tables:
              kept: {delete_mode: soft}
        """
            .formatted(checkpoints));
  }

  /** Nothing is loaded before the other one has looked, because a table is locked until then. */
  private void twoLoadsAtOnce() throws Exception {
    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement();
        FirnProcess one = source.start("bulk-load");
        FirnProcess other = source.start("bulk-load")) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE shop.carts IN ACCESS EXCLUSIVE MODE");
      while (one.isRunning() && other.isRunning()) {
        Thread.sleep(100);
      }
      blocker.commit();
      List<Integer> codes = new ArrayList<>();
      for (FirnProcess load : List.of(one, other)) {
        Result result = load.await(MAX_WAIT);
        logs.keep("bulk-load", result);
        codes.add(result.exitCode());
      }
      codes.sort(null);
      judge("one of two loads is refused", List.of(0, LOCKED), codes);
    }
  }

  private void follow(int transactions, long seed) throws Exception {
    try (FirnProcess consumer =
        source.start("cdc", "--trigger-interval", "1s", "--until-idle", "10s")) {
      database.execute("DELETE FROM shop.kept WHERE id <= 30");
      database.execute("UPDATE shop.kept SET v = 'new' WHERE id > 80");
      database.execute("INSERT INTO shop.kept VALUES (5, 'again')");
      database.execute("INSERT INTO shop.odd VALUES (2, 'infinity'), (3, '2025-01-01')");
      ShopWorkload.of(database, transactions, seed)
          .pausing(Duration.ofMillis(20))
          .until(() -> !consumer.isRunning())
          .run();
      Result result = consumer.await(MAX_WAIT);
      logs.keep("cdc", result);
      result.require("firn cdc", 0);
    }
  }

  /** The event is listed and discarded, and its row goes at the source before the next run. */
  private void deadLetter() throws Exception {
    String listed = run("dlq", "list");
    run("dlq", "discard", "--all");
    String left = run("dlq", "list");
    judge(
        "the dead letter is listed until it is discarded",
        "true false",
        isOdd(listed) + " " + isOdd(left));
    database.execute("DELETE FROM shop.odd WHERE id = 2");
    run("cdc", "--trigger-interval", "1s", "--until-idle", "6s");
  }

  private boolean isOdd(String list) {
    return list.contains("firn." + source.name() + "." + Shop.SCHEMA + "." + ODD + "/0/");
  }

  private void differencesFrom(String when) throws Exception {
    List<String> differences =
        source.compare(Stream.concat(Shop.TABLES.stream(), Stream.of(ODD)).toList()).stream()
            .filter(table -> !table.isEqual())
            .map(TableComparison::describe)
            .toList();
    judge("all tables are equal after the " + when, List.of(), differences);
  }

  private void softDeletes() throws Exception {
    Map<Integer, String> rows = new TreeMap<>();
    source
        .lake()
        .forEachRow(
            KEPT,
            row ->
                rows.merge(
                    Integer.parseInt(String.valueOf(row.get("id"))),
                    (Boolean.TRUE.equals(row.get("_cdc_deleted")) ? "deleted" : "") + row.get("v"),
                    (first, second) -> first + " and " + second));
    Map<Integer, String> expected = new TreeMap<>();
    for (int id = 1; id <= 90; id++) {
      expected.put(id, id <= 30 ? "deletedv" + id : id > 80 ? "new" : "v" + id);
    }
    expected.put(5, "again");
    judge("deleted rows are kept and marked", expected, rows);
  }

  /** The table without rows waits for its first one. */
  private void status(String when) throws Exception {
    judge("status after the " + when, Set.of("completed", "skipped"), source.lake().loadStatuses());
  }

  private void validation() throws Exception {
    String report = run("validate", "--level", "rows", "--output", "json");
    Map<String, String> verdicts = ValidationVerdicts.parse(report).verdicts();
    Set<String> tables = new TreeSet<>(Shop.TABLES);
    tables.addAll(List.of(KEPT, ODD));
    judge(
        "the validation finds all tables equal",
        tables + " [equal]",
        verdicts.keySet() + " " + new TreeSet<>(verdicts.values()));
  }

  private void judge(String what, Object expected, Object actual) {
    boolean right = expected.equals(actual);
    System.out.println(kind + ": " + what + ": " + (right ? "yes" : "NO"));
    if (!right) {
      String problem = "%s: expected %s, but it is %s".formatted(what, expected, actual);
      System.out.println(problem);
      problems.add(problem);
    }
  }

  /** What it has printed; a job that fails ends the check. */
  private String run(String command, String... options) throws Exception {
    try (FirnProcess job = source.start(command, options)) {
      Result result = job.await(MAX_WAIT);
      logs.keep(command, result);
      return result.require("firn " + command, 0).output();
    }
  }
}
