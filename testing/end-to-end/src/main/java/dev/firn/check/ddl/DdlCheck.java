package dev.firn.check.ddl;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Many tables, each with a history of its own of statements that alter it, between changes of its
 * rows and the ends of batches. In the end the lake has what the source has, or says of the table
 * why not, truly, and with a command that mends it.
 */
public final class DdlCheck {

  private static final int MAX_PUBLISHED_ANEW = 20;

  private final int histories;
  private final int rounds;
  private final int steps;
  private final long seed;

  public DdlCheck(Options options) {
    histories = options.integer("histories");
    rounds = options.integer("rounds");
    steps = options.integer("steps");
    seed = options.integer("seed");
  }

  /** True if no table differs, and none is put aside for a wrong reason. */
  public boolean run() throws Exception {
    return WorkDirectory.use(
        directory -> {
          try (LocalStack stack =
              LocalStack.in(directory.resolve("services")).reportTo(System.out::println).start()) {
            return run(stack, directory.resolve("home"), "ddl_" + seed);
          }
        });
  }

  /** The same on services that run. */
  public boolean run(LocalStack stack, Path home, String name) throws Exception {
    System.out.println("seed " + seed);
    Database database = Database.of(stack.postgres()).create(name);
    ShopSource source =
        ShopSource.create(
                FirnInstallation.current(),
                name,
                Files.createDirectories(home),
                database,
                stack.kafka().bootstrapServers())
            .with("FIRN_MASTER", "local[2]")
            .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    FirnJobs jobs = new FirnJobs(source);
    ReadConnector connector = new ReadConnector(database, "firn_" + name);
    List<TableHistory> tables = create(database);
    jobs.load();
    stack.connect().deploy(source.connectorFile());
    stack.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    Random random = new Random(seed);
    try {
      for (int round = 0; round < rounds; round++) {
        if (round % 2 == 0) {
          alter(database, tables, random, connector);
          jobs.follow("5s");
        } else {
          jobs.follow("10s", () -> alter(database, tables, random, connector));
        }
      }
      StoppedConnector overtaken = new StoppedConnector(jobs, database, stack.connect());
      List<String> problems = overtaken.problems(connector);
      // What is said of a table that was put aside earlier is of that time.
      jobs.follow("5s");
      Verdict verdict = new Verdict(jobs, database, tables);
      boolean isRight = verdict.reach();
      problems.addAll(overtaken.problemsOfTheTable());
      isRight &=
          new AlteredPublication(
                  jobs, database, tables.subList(0, Math.min(tables.size(), MAX_PUBLISHED_ANEW)))
              .isSeen(connector, seed);
      problems.forEach(System.out::println);
      System.out.println(verdict.result(seed));
      return isRight && problems.isEmpty();
    } catch (IllegalStateException e) {
      tables.forEach(
          table ->
              table
                  .statements()
                  .forEach(statement -> System.out.println(table.name() + ": " + statement)));
      System.out.println(status(stack.connect().url(), source.connectorName()));
      throw e;
    }
  }

  private List<TableHistory> create(Database database) throws SQLException {
    database.execute(
        "CREATE SCHEMA shop; CREATE SCHEMA elsewhere;"
            + " CREATE TABLE shop.marker (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
    StoppedConnector.create(database);
    List<TableHistory> tables = new ArrayList<>();
    try (Connection connection = database.connect()) {
      for (int i = 0; i < histories; i++) {
        TableHistory table = new TableHistory(i, seed);
        table.create(connection);
        tables.add(table);
      }
    }
    return tables;
  }

  private void alter(
      Database database, List<TableHistory> tables, Random random, ReadConnector connector)
      throws SQLException {
    List<TableHistory> order = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      order.addAll(tables);
    }
    Collections.shuffle(order, random);
    try (Connection connection = database.connect()) {
      for (TableHistory table : order) {
        table.change(connection);
        table.alter(connection, connector);
        if (random.nextBoolean()) {
          table.change(connection);
        }
      }
    }
  }

  /** What Connect says of the connector, of which the first lines tell why it has stopped. */
  private static String status(URI connect, String connector) throws Exception {
    URI status = connect.resolve("/connectors/" + connector + "/status");
    try (InputStream answer = status.toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
