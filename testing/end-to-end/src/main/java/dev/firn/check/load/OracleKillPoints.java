package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.program.WorkDirectory;
import java.sql.SQLException;
import java.util.List;

/**
 * Halts a load of an Oracle that is made of PostgreSQL at a step, runs it again, and compares every
 * table with the source.
 */
final class OracleKillPoints {

  /**
   * As {@link LoadKillPoints} has them; there is no slot, and no connector of what is not followed.
   */
  private static final List<String> POINTS =
      List.of(
          "load.publish.after#3",
          "load.split.write#1",
          "load.lock",
          "load.plan",
          "load.slot",
          "load.split.read#1",
          "load.split.read#4",
          "load.split.write#6",
          "load.verify#1",
          "load.verify#4",
          "load.publish.before#1",
          "load.publish.before#4",
          "load.publish.after#1",
          "load.publish.after#4",
          "load.status#1",
          "load.status#5");

  static final int ALL = POINTS.size();

  private static final int KILLED = 137;

  private static final List<String> TABLES = List.of("plain", "parted", "wide", "log", "empty");

  private static final String[] LOAD = {"--source", Bank.SOURCE, "--parallel-workers", "1"};

  private final OracleSource oracle;

  OracleKillPoints(OracleSource oracle) {
    this.oracle = oracle;
  }

  /** How many of the points leave something else than an undisturbed load. */
  int diverged(int points) throws Exception {
    createMore(oracle.database());
    int diverged = 0;
    try (RepeatedLoads loads = oracle.loads("")) {
      for (String point : POINTS.subList(0, Math.min(points, ALL))) {
        WorkDirectory.delete(oracle.source().home().resolve("lakehouse"));
        String found = diverges(point, loads);
        System.out.println(point + ": " + (found.isEmpty() ? "as undisturbed" : found));
        diverged += found.isEmpty() ? 0 : 1;
      }
    }
    return diverged;
  }

  /** Beside the tables of the bank, one without a key and one without rows. */
  private static void createMore(Database database) throws SQLException {
    database.execute(
        """
        CREATE TABLE shop.log (at timestamp, what varchar(20));
        INSERT INTO shop.log SELECT timestamp '2024-02-29' + (g % 100) * interval '1 hour', 'x'
          FROM generate_series(1, 1000) g;
        CREATE TABLE shop.empty (id int PRIMARY KEY)
        """);
  }

  private String diverges(String point, RepeatedLoads loads) throws Exception {
    try (RepeatedLoads killed = oracle.loads("-Dfirn.halt-at=" + point)) {
      int code = killed.loadToTheEnd(LOAD);
      if (code != KILLED) {
        return "the JVM ended with " + code;
      }
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
    RepeatedLoads.Result second = loads.load(LOAD);
    if (second.exitCode() != 0) {
      return "the second run ended with " + second.exitCode() + "\n" + second.output();
    }
    StringBuilder differences = new StringBuilder(differences(oracle.source(), TABLES));
    String status =
        new LakeReader(oracle.source().home(), ShopSource.NAMESPACE).loadStatuses().toString();
    if (!status.equals("[completed, skipped]")) {
      differences.append("status ").append(status).append('\n');
    }
    return differences.toString();
  }

  static String differences(ShopSource source, List<String> tables) throws Exception {
    StringBuilder differences = new StringBuilder();
    for (TableComparison table : source.compare(tables)) {
      if (!table.isEqual()) {
        differences.append(table.describe());
      }
    }
    return differences.toString();
  }
}
