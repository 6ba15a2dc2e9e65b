package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.shop.Shop;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Moves money between rows of several tables while it is open, so that the total never changes. */
final class Transfers implements AutoCloseable {

  private final ExecutorService workers;
  private final List<Future<Long>> done;
  private volatile boolean stopped;

  /**
   * @param tables in the schema of the shop, each with ids from 1 to {@code accounts}
   */
  Transfers(Database database, List<String> tables, int accounts, long seed) {
    workers = Executors.newFixedThreadPool(2);
    done =
        List.of(
            workers.submit(() -> move(database, tables, accounts, new Random(seed))),
            workers.submit(() -> move(database, tables, accounts, new Random(seed + 1))));
  }

  private long move(Database database, List<String> tables, int accounts, Random random)
      throws SQLException {
    long moved = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // A commit need not wait for the standby that one of the checks asks for.
      statement.execute("SET synchronous_commit = local");
      connection.setAutoCommit(false);
      for (; !stopped; moved++) {
        int amount = random.nextInt(100);
        int first = random.nextInt(tables.size());
        int second = (first + 1 + random.nextInt(tables.size() - 1)) % tables.size();
        // Always in the order of the tables, so that two never wait for each other.
        statement.execute(change(tables.get(Math.min(first, second)), amount, accounts, random));
        statement.execute(change(tables.get(Math.max(first, second)), -amount, accounts, random));
        connection.commit();
      }
    }
    return moved;
  }

  private static String change(String table, int amount, int accounts, Random random) {
    return "UPDATE %s.%s SET balance = balance + %d WHERE id = %d"
        .formatted(Shop.SCHEMA, table, amount, 1 + random.nextInt(accounts));
  }

  /** Stops, and says how many transfers there were; throws what made one fail. */
  long stop() throws Exception {
    stopped = true;
    long moved = 0;
    for (Future<Long> worker : done) {
      moved += worker.get();
    }
    workers.shutdown();
    return moved;
  }

  @Override
  public void close() {
    stopped = true;
    workers.shutdown();
  }
}
