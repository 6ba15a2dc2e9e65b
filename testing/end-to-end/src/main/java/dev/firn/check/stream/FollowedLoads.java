package dev.firn.check.stream;

import dev.firn.cdc.testing.OracleWriter;
import dev.firn.cdc.testing.PlayedLog;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.OracleShop;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.oracle.OracleStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * The program behind {@code scripts/check oracle-followed}, started with spark-submit: halts a load
 * that deploys its connector at each step, runs it again while transactions are open, and follows
 * its tables; how many points there are to be, and a seed.
 */
public final class FollowedLoads {

  private static final int KILLED = 137;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final List<String> TABLES = List.of("k0", "m1");
  private static final String[] LOAD = {"--parallel-workers", "1", "--deploy-connector"};

  /** The last says that a load that nobody disturbs is equal, too. */
  private static final List<String> POINTS =
      List.of(
          "load.connector",
          "load.publish.after#1",
          "load.split.read#1",
          "load.lock",
          "load.plan",
          "load.slot",
          "load.split.write#1",
          "load.publish.before#1",
          "load.status#1",
          "load.split.read#2",
          "load.publish.before#2",
          "load.publish.after#2",
          "load.status#2",
          "none");

  /** How many points there are. */
  public static final int ALL = POINTS.size();

  private final LocalStack stack;
  private final Path directory;
  private final OracleStandIn oracle;
  private final Random random;
  private final HttpClient http = HttpClient.newHttpClient();

  private FollowedLoads(LocalStack stack, Path directory, OracleStandIn oracle, Random random) {
    this.stack = stack;
    this.directory = directory;
    this.oracle = oracle;
    this.random = random;
  }

  public static void main(String[] arguments) throws Exception {
    int points = Math.min(ALL, Integer.parseInt(arguments[0]));
    long seed = Long.parseLong(arguments[1]);
    Path directory = Files.createTempDirectory("oracle-followed");
    int diverged = 0;
    try (LocalStack stack = LocalStack.in(directory.resolve("services")).start();
        OracleStandIn oracle = OracleStandIn.on(stack.postgres())) {
      FollowedLoads loads = new FollowedLoads(stack, directory, oracle, new Random(seed));
      for (int i = 0; i < points; i++) {
        String found = loads.diverges("followed" + i, POINTS.get(i));
        System.out.println(POINTS.get(i) + ": " + (found.isEmpty() ? "as undisturbed" : found));
        diverged += found.isEmpty() ? 0 : 1;
      }
    }
    System.out.printf(
        "RESULT oracle-followed points=%d diverged=%d seed=%d%n", points, diverged, seed);
    if (diverged > 0) {
      throw new IllegalStateException(diverged + " loads diverged, seed " + seed);
    }
  }

  /**
   * Says what is different from the source once the load was run again and followed, or nothing.
   */
  private String diverges(String name, String point) throws Exception {
    Database database = Database.of(stack.postgres());
    database.execute("DROP SCHEMA IF EXISTS shop CASCADE; CREATE SCHEMA shop");
    ShopSource source =
        OracleShop.create(FirnInstallation.current(), name, directory.resolve(name), stack)
            .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    try (PlayedLog log = new PlayedLog(directory.resolve("services"), "firn." + name);
        OracleWriter writer =
            new OracleWriter(
                oracle, () -> stack.postgres().connect(), log.redo(), Shop.SCHEMA, random)) {
      writer.create(TABLES.get(0), true);
      writer.create(TABLES.get(1), false);
      writer.write(40);
      OracleShop.tell(source, "-Dfirn.halt-at=" + point);
      boolean isStarted = false;
      try (FirnProcess load = load(source)) {
        isStarted = accompany(load, source, log, writer, false);
        Result halted = load.await(PATIENCE);
        if (halted.exitCode() != (point.equals("none") ? 0 : KILLED)) {
          return "the step was not reached, exit code " + halted.exitCode() + "\n" + halted.log();
        }
      }
      writer.write(20);
      OracleShop.tell(source, "");
      try (FirnProcess load = load(source)) {
        accompany(load, source, log, writer, isStarted);
        Result second = load.await(PATIENCE);
        if (second.exitCode() != 0) {
          return "the second run ended with " + second.exitCode() + "\n" + second.log();
        }
      }
      writer.write(20);
      writer.end();
      sendAll(log);
      try (FirnProcess cdc =
          source.start("cdc", "--trigger-interval", "1s", "--until-idle", "3s")) {
        Result followed = cdc.await(PATIENCE);
        if (followed.exitCode() != 0) {
          return "the stream ended with " + followed.exitCode() + "\n" + followed.log();
        }
      }
      StringBuilder differences = new StringBuilder();
      for (TableComparison table : source.compare(TABLES)) {
        differences.append(table.isEqual() ? "" : table.describe());
      }
      return differences.toString();
    } finally {
      stack.connect().delete(source.connectorName());
    }
  }

  private FirnProcess load(ShopSource source) throws IOException {
    List<String> options = new java.util.ArrayList<>(List.of(LOAD));
    options.add(stack.connect().url().toString());
    return source.start("bulk-load", options.toArray(String[]::new));
  }

  /**
   * Writes as long as a load runs, and starts the connector's log once Connect has the connector.
   *
   * @return true if the connector has begun
   */
  private boolean accompany(
      FirnProcess load, ShopSource source, PlayedLog log, OracleWriter writer, boolean isStarted)
      throws Exception {
    boolean begun = isStarted;
    while (load.isRunning()) {
      if (!begun && isRunning(source.connectorName())) {
        // A load waits for transactions that are open now, and nobody ends them meanwhile.
        writer.end();
        // What was written before it has begun is in no event.
        log.redo().take();
        log.start(Long.toString(now()));
        begun = true;
      }
      writer.write(3);
      if (begun) {
        log.send();
      }
      Thread.sleep(200);
    }
    return begun;
  }

  /** What is committed from now on has a later SCN. */
  private long now() throws SQLException {
    try (var connection = stack.postgres().connect()) {
      connection.setAutoCommit(false);
      return oracle.commit(connection, false) + 1;
    }
  }

  /** Debezium's own commits tell how far it is. */
  private void sendAll(PlayedLog log) throws Exception {
    log.redo().say("commit", "0a001b00ffffffff", 1, now() + 1000, 1000L);
    log.redo().say("commit", "0a001b00fffffffe", 2, now() + 1000, 1000L);
    log.send();
  }

  private boolean isRunning(String connector) throws Exception {
    URI status = stack.connect().url().resolve("/connectors/" + connector + "/status");
    String said = http.send(HttpRequest.newBuilder(status).build(), BodyHandlers.ofString()).body();
    return said.contains("\"tasks\":[{") && said.contains("\"state\":\"RUNNING\"");
  }
}
