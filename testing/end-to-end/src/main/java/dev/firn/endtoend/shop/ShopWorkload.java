package dev.firn.endtoend.shop;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.shop.ShopTransaction.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Changes a {@link Shop} in every way a consumer must follow: the same transactions for the same
 * seed.
 *
 * <p>Every kind of transaction runs once before chance takes over. A quarter of the way, or after
 * 500 transactions, {@code carts} is truncated; half of the way, or after 1,000, {@code customers}
 * gets a column.
 */
public final class ShopWorkload {
  private static final int LATEST_TRUNCATE = 500;
  private static final int LATEST_COLUMN = 1_000;

  private final Database database;
  private final int transactions;
  private final Random random;
  private Duration pause = Duration.ZERO;
  private BooleanSupplier stopped = () -> false;

  private ShopWorkload(Database database, int transactions, long seed) {
    this.database = database;
    this.transactions = transactions;
    this.random = new Random(seed);
  }

  public static ShopWorkload of(Database database, int transactions, long seed) {
    return new ShopWorkload(database, transactions, seed);
  }

  /** Waits so long after every transaction. */
  public ShopWorkload pausing(Duration after) {
    pause = after;
    return this;
  }

  /** Asks before every transaction whether to end early. */
  public ShopWorkload until(BooleanSupplier stop) {
    stopped = stop;
    return this;
  }

  public WorkloadCounts run() throws SQLException, InterruptedException {
    WorkloadCounts counts = new WorkloadCounts();
    List<Step> plan = plan();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int done = 0; done < plan.size() && !stopped.getAsBoolean(); done++) {
        ShopTransaction transaction = new ShopTransaction(connection, random);
        plan.get(done).run(transaction);
        transaction.end(counts);
        Thread.sleep(pause.toMillis());
      }
    }
    return counts;
  }

  private List<Step> plan() {
    CustomerSteps customers = new CustomerSteps();
    CartSteps carts = new CartSteps();
    List<Step> kinds = new ArrayList<>(customers.all());
    kinds.addAll(new OrderSteps().all());
    kinds.addAll(new ProductSteps().all());
    kinds.addAll(carts.all());
    List<Step> plan = new ArrayList<>(kinds);
    while (plan.size() < transactions) {
      plan.add(kinds.get(random.nextInt(kinds.size())));
    }
    plan.add(Math.min(plan.size() / 2, LATEST_COLUMN), customers::addLoyaltyPoints);
    plan.add(Math.min(plan.size() / 4, LATEST_TRUNCATE), carts::emptyAndRefill);
    return plan;
  }
}
