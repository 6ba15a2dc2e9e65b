package dev.firn.check.ddl;

import dev.firn.check.ddl.FirnJobs.Ended;
import dev.firn.endtoend.compare.Database;
import dev.firn.localstack.ConnectWorker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A column becomes another of another type before the connector has read its rows, which stops
 * Debezium for good: Firn says that nobody reads, and the documented way out ends with the lake
 * equal to the source.
 */
final class StoppedConnector {

  private static final Duration MAX_WAIT = Duration.ofMinutes(1);
  private static final String TABLE = "overtaken";
  private static final int EXIT_UNAVAILABLE = 4;

  private final FirnJobs jobs;
  private final Database database;
  private final ConnectWorker connect;

  StoppedConnector(FirnJobs jobs, Database database, ConnectWorker connect) {
    this.jobs = jobs;
    this.database = database;
    this.connect = connect;
  }

  static void create(Database database) throws SQLException {
    database.execute(
        "CREATE TABLE shop.overtaken (id int PRIMARY KEY, c text);"
            + " INSERT INTO shop.overtaken VALUES (1, 'one')");
  }

  /** What was otherwise than it is documented. */
  List<String> problems(ReadConnector reader) throws Exception {
    List<String> problems = new ArrayList<>();
    String connector = jobs.source().connectorName();
    // One that is only paused goes on to read.
    connect.halt(connector);
    awaitUnread(reader);
    database.execute("INSERT INTO shop.overtaken VALUES (2, 'two')");
    database.execute("ALTER TABLE shop.overtaken DROP c, ADD c int");
    database.execute("INSERT INTO shop.overtaken VALUES (3, 3)");
    connect.resume(connector);
    connect.awaitFailed(connector, MAX_WAIT);
    Ended stopped = jobs.tryToFollow("5s");
    if (stopped.code() != EXIT_UNAVAILABLE
        || !stopped.said().contains("Bring connector " + connector + " back")) {
      problems.add("of a connector that has stopped cdc said " + stopped);
    }
    database.execute("ALTER TABLE shop.overtaken RENAME c TO c_later");
    connect.restartTask(connector);
    reader.await();
    database.execute("ALTER TABLE shop.overtaken RENAME c_later TO c");
    return problems;
  }

  /** The same when Firn has followed what came then. */
  List<String> problemsOfTheTable() throws Exception {
    String reason = jobs.reasons().getOrDefault(TABLE, "");
    Matcher command = Verdict.COMMAND.matcher(reason);
    if (!reason.contains("its column c is another one than the column that had this name")
        || !command.find()) {
      return List.of("of a column overtaken by another cdc said " + reason);
    }
    Ended load = jobs.asPrinted(command.group());
    jobs.follow("5s");
    List<String> differences = LakeRows.compare(database, jobs.lake(), TABLE);
    return load.code() == 0 && differences.isEmpty()
        ? List.of()
        : List.of("the load of an overtaken column: " + load + " " + differences);
  }

  private void awaitUnread(ReadConnector reader) throws Exception {
    try (Connection connection = database.connect();
        Statement question = connection.createStatement()) {
      long deadline = System.nanoTime() + MAX_WAIT.toNanos();
      boolean isRead = true;
      while (isRead) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("The connector is halted, and its slot still read");
        }
        try (ResultSet row =
            question.executeQuery(
                "SELECT active FROM pg_replication_slots WHERE slot_name = '"
                    + reader.publication()
                    + "'")) {
          isRead = row.next() && row.getBoolean(1);
        }
        Thread.sleep(100);
      }
    }
  }
}
