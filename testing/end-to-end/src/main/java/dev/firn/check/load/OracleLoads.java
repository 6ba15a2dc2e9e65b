package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * All that can be shown of loads of Oracle without one: statements and values by themselves; on an
 * Oracle that is made of PostgreSQL the sum of three tables in eight splits each while money moves
 * between them, loads that are killed at each step, and failures of the server at each step.
 */
public final class OracleLoads {

  /** How many points there are at which a load is killed. */
  public static final int ALL_POINTS = OracleKillPoints.ALL;

  private final OracleProofs proofs = new OracleProofs();
  private final int runs;
  private final int accounts;
  private final int points;
  private final int faults;
  private final int values;
  private final int seed;

  private OracleLoads(Options options) {
    runs = options.integer("runs");
    accounts = options.integer("accounts");
    points = options.integer("points");
    faults = options.integer("faults");
    values = options.integer("values");
    seed = options.integer("seed");
  }

  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new OracleLoads(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    String statements = proofs.statements();
    String compared = proofs.values(values, seed);
    int wrongSums = 0;
    int diverged = 0;
    int wrongEnds = 0;
    int cases = 0;
    try (OracleSource oracle = OracleSource.in(directory)) {
      createTables(oracle.database());
      if (points > 0) {
        diverged = new OracleKillPoints(oracle).diverged(points);
      }
      if (faults > 0) {
        OracleFaults ends = new OracleFaults(oracle);
        wrongEnds = ends.wrong(faults);
        cases = ends.cases();
      }
      // Last, because transfers make tables larger.
      wrongSums = sums(oracle);
    }
    System.out.printf(
        "RESULT oracle %s runs=%d sum_wrong=%d points=%d diverged=%d faults=%d wrong=%d %s%n",
        statements,
        runs,
        wrongSums,
        Math.min(points, OracleKillPoints.ALL),
        diverged,
        cases,
        wrongEnds,
        compared);
    return wrongSums == 0 && diverged == 0 && wrongEnds == 0;
  }

  /** How many loads have another sum than there is, while it does not change. */
  private int sums(OracleSource oracle) throws Exception {
    int wrong = 0;
    try (RepeatedLoads loads = oracle.loads("");
        Transfers transfers = new Transfers(oracle.database(), Bank.TABLES, accounts, seed)) {
      for (int run = 1; run <= runs; run++) {
        Bank.load(loads);
        long sum = Bank.sum(oracle.source());
        long expected = Bank.expected(accounts);
        System.out.printf("run %d: sum %d, expected %d%n", run, sum, expected);
        wrong += sum == expected ? 0 : 1;
      }
      System.out.println("transfers: " + transfers.stop());
    }
    return wrong;
  }

  /** One table in ranges of addresses, one with eight partitions, one whose values are large. */
  private void createTables(Database database) throws SQLException {
    database.execute(
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.plain (id int PRIMARY KEY, balance numeric(18), filler varchar(900));
        CREATE TABLE shop.wide (id int PRIMARY KEY, balance numeric, filler text);
        CREATE TABLE shop.parted (id int PRIMARY KEY, balance numeric(18), filler varchar(900))
          PARTITION BY HASH (id);
        """);
    Bank.createLeaves(database);
    for (String table : Bank.TABLES) {
      database.execute(
          "INSERT INTO shop.%s SELECT g, %d, repeat('x', %d) FROM generate_series(1, %d) g"
              .formatted(table, Bank.BALANCE, table.equals("wide") ? 4000 : 900, accounts));
    }
  }
}
