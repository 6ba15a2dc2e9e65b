package dev.firn.endtoend.shop;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One open transaction of the workload; it counts the rows that its statements change. */
final class ShopTransaction {
  private final Connection connection;
  private final Random random;
  private final WorkloadCounts changed = new WorkloadCounts();
  private boolean abandoned;

  ShopTransaction(Connection connection, Random random) {
    this.connection = connection;
    this.random = random;
  }

  /** What one kind of transaction does. */
  interface Step {
    void run(ShopTransaction transaction) throws SQLException;
  }

  Random random() {
    return random;
  }

  BigDecimal amount(int atMost) {
    return BigDecimal.valueOf(random.nextInt(atMost * 100), 2);
  }

  /** Executes a statement that changes rows of {@code shop.table}. */
  void change(Operation operation, String table, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      count(operation, table, statement.executeUpdate());
    }
  }

  /** Counts rows that changed without a statement of their own, by a cascade. */
  void count(Operation operation, String table, long rows) {
    changed.add(table, operation, rows);
  }

  long number(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The id of some row; every row can be met. */
  long anyId(String table) throws SQLException {
    long beyond = nextId(table);
    return number(
        "SELECT coalesce((SELECT min(id) FROM shop.%1$s WHERE id >= ?),"
            .concat(" (SELECT min(id) FROM shop.%1$s))")
            .formatted(table),
        1 + (long) (random.nextDouble() * (beyond - 1)));
  }

  long nextId(String table) throws SQLException {
    return number("SELECT coalesce(max(id), 0) + 1 FROM shop.%s".formatted(table));
  }

  /** Makes the end of this transaction a rollback. */
  void abandon() {
    abandoned = true;
  }

  void end(WorkloadCounts counts) throws SQLException {
    if (abandoned) {
      connection.rollback();
    } else {
      connection.commit();
      counts.addTransaction(changed);
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
