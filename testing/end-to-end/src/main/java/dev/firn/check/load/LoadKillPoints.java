package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Halts a load at a step, runs it again, and compares every table with the source: as a load that
 * nobody has disturbed would have left it.
 */
public final class LoadKillPoints {

  private static final int KILLED = 137;

  /**
   * First, middle and last table are the first, third and sixth visit of a step, or the fifth: a
   * table that is empty is read and not published.
   */
  private static final List<String> POINTS =
      List.of(
          "load.publish.after#3",
          "load.split.write#1",
          "load.slot.after",
          "load.publish.before#1",
          "load.publish.after#5",
          "load.status#3",
          "load.connector",
          "load.slot.before",
          "load.plan",
          "load.slot",
          "load.split.read#1",
          "load.split.read#3",
          "load.split.read#6",
          "load.split.write#6",
          "load.verify#1",
          "load.verify#5",
          "load.publish.before#3",
          "load.publish.before#5",
          "load.publish.after#1",
          "load.status#1",
          "load.status#6");

  /** How many points there are. */
  public static final int ALL = POINTS.size();

  private final FirnInstallation firn = FirnInstallation.current();
  private final int points;
  private final int rows;

  private LoadKillPoints(Options options) {
    points = Math.min(ALL, options.integer("points"));
    rows = options.integer("rows");
  }

  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new LoadKillPoints(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    int diverged = 0;
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      PostgresServer postgres = stack.postgres();
      Database database = Database.of(postgres);
      Shop.create(database, rows, 7);
      Path home = Files.createDirectories(directory.resolve("home"));
      ShopSource source = ShopSource.create(firn, "shop", home, database, "localhost:9092");
      source.with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
      try (RepeatedLoads loads = RepeatedLoads.start(firn, source.environment())) {
        for (String point : POINTS.subList(0, points)) {
          String found = diverges(point, source, loads);
          System.out.println(point + ": " + (found.isEmpty() ? "as undisturbed" : found));
          diverged += found.isEmpty() ? 0 : 1;
          forget(source, database);
        }
      }
    }
    System.out.println("RESULT load-kill-points points=" + points + " diverged=" + diverged);
    return diverged == 0;
  }

  /** Says what is different from an undisturbed load, or nothing. */
  private static String diverges(String point, ShopSource source, RepeatedLoads loads)
      throws Exception {
    source.with("SPARK_SUBMIT_OPTS", "-Dfirn.halt-at=" + point);
    try (FirnProcess killed = source.start("bulk-load", "--parallel-workers", "1")) {
      FirnProcess.Result first = killed.await(Duration.ofMinutes(3));
      if (first.exitCode() != KILLED) {
        return "the step was not reached, exit code " + first.exitCode() + "\n" + first.log();
      }
    }
    source.without("SPARK_SUBMIT_OPTS");
    RepeatedLoads.Result second = loads.load("--source", source.name());
    if (second.exitCode() != 0) {
      return "the second run ended with " + second.exitCode() + "\n" + second.output();
    }
    StringBuilder differences = new StringBuilder();
    for (TableComparison table : source.compare()) {
      if (!table.isEqual()) {
        differences.append(table.describe());
      }
    }
    if (!Files.exists(source.connectorFile())) {
      differences.append("no connector file\n");
    }
    String status = new LakeReader(source.home(), ShopSource.NAMESPACE).loadStatuses().toString();
    // A table of the shop is empty.
    if (!status.equals("[completed, skipped]")) {
      differences.append("status ").append(status).append('\n');
    }
    return differences.toString();
  }

  /** Back to before the first load, without the rows being made again. */
  private static void forget(ShopSource source, Database database) throws Exception {
    WorkDirectory.delete(source.home().resolve("lakehouse"));
    Files.deleteIfExists(source.connectorFile());
    dropCapture(database, source.name());
  }

  static void dropCapture(Database database, String source) throws SQLException {
    database.execute("DROP PUBLICATION IF EXISTS firn_" + source);
    try (Connection connection = database.connect();
        PreparedStatement drop =
            connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND NOT active")) {
      drop.setString(1, "firn_" + source);
      try (ResultSet dropped = drop.executeQuery()) {
        dropped.next();
      }
    }
  }
}
