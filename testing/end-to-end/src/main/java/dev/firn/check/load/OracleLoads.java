package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.localstack.oracle.StandInDriver;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Loads three tables of an Oracle server that is made of PostgreSQL, in eight splits each, while
 * money moves between them: the sum must be exact in every load.
 */
public final class OracleLoads {

  private final FirnInstallation firn = FirnInstallation.current();
  private final int runs;
  private final int accounts;
  private final long seed;

  private OracleLoads(Options options) {
    runs = options.integer("runs");
    accounts = options.integer("accounts");
    seed = options.integer("seed");
  }

  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new OracleLoads(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    int wrong = 0;
    try (LocalStack stack =
            LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start();
        OracleStandIn oracle = OracleStandIn.on(stack.postgres())) {
      Database database = Database.of(stack.postgres());
      createTables(database);
      Path home = Files.createDirectories(directory.resolve("home"));
      ShopSource source = ShopSource.create(firn, Bank.SOURCE, home, database, "localhost:9092");
      Files.writeString(home.resolve("config/sources.yaml"), sources(oracle, database));
      try (RepeatedLoads loads =
              RepeatedLoads.start(
                  firn,
                  source.environment(),
                  firn.repository().resolve("testing/local-stack/target/classes").toString(),
                  "-Dfirn.oracle-driver=" + StandInDriver.class.getName());
          Transfers transfers = new Transfers(database, Bank.TABLES, accounts, seed)) {
        for (int run = 1; run <= runs; run++) {
          wrong += isExact(run, source, loads) ? 0 : 1;
        }
        System.out.println("transfers: " + transfers.stop());
      }
    }
    System.out.println("RESULT oracle runs=" + runs + " sum_wrong=" + wrong);
    return wrong == 0;
  }

  private static String sources(OracleStandIn oracle, Database database) {
    return """
        sources:
          %s:
            database_type: oracle
            kafka_topic_prefix: firn.%s
            iceberg_namespace: %s
            database_connection:
              host: db.example.com
              service_name: %s
              username: %s
              password: ${%s}
              schema: %s
        """
        .formatted(
            Bank.SOURCE,
            Bank.SOURCE,
            ShopSource.NAMESPACE,
            oracle.service(),
            database.username(),
            ShopSource.PASSWORD_VARIABLE,
            Shop.SCHEMA);
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

  private boolean isExact(int run, ShopSource source, RepeatedLoads loads) throws Exception {
    Bank.load(loads);
    long sum = Bank.sum(source);
    long expected = Bank.expected(accounts);
    System.out.printf("run %d: sum %d, expected %d%n", run, sum, expected);
    return sum == expected;
  }
}
