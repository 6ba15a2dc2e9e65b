package dev.firn.endtoend.shop;

import static dev.firn.endtoend.shop.Operation.DELETE;
import static dev.firn.endtoend.shop.Operation.INSERT;
import static dev.firn.endtoend.shop.Operation.KEY_CHANGE;
import static dev.firn.endtoend.shop.Operation.UPDATE;

import java.sql.SQLException;
import java.util.List;

/** What happens to orders and, in the same transaction, to their items. */
final class OrderSteps {
  private static final String ITEMS_OF_ORDER =
      "SELECT count(*) FROM shop.order_items WHERE order_id = ?";

  List<ShopTransaction.Step> all() {
    return List.of(
        this::place, this::place, this::pay, this::changeItems, this::cancel, this::renumber);
  }

  private void place(ShopTransaction shop) throws SQLException {
    long id = shop.nextId("orders");
    shop.change(
        INSERT,
        "orders",
        "INSERT INTO shop.orders (id, customer_id, status, total, placed_at, deliver_on)"
            + " VALUES (?, ?, 'placed', ?, timestamptz '2025-07-01 08:00:00+00', ?::date)",
        id,
        shop.anyId("customers"),
        shop.amount(3_000),
        shop.random().nextBoolean() ? "2025-07-0" + (1 + shop.random().nextInt(9)) : null);
    for (int line = 1; line <= 1 + shop.random().nextInt(4); line++) {
      shop.change(
          INSERT,
          "order_items",
          "INSERT INTO shop.order_items VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          id,
          line,
          shop.anyId("products"),
          1 + shop.random().nextInt(9),
          shop.amount(900),
          shop.random().nextInt(3) == 0 ? null : shop.random().nextBoolean());
    }
  }

  private void pay(ShopTransaction shop) throws SQLException {
    long first = shop.anyId("orders");
    shop.change(
        UPDATE,
        "orders",
        "UPDATE shop.orders SET status = 'paid', total = total + 0.01, note = NULL,"
            + " shipped_at = timestamp '2025-07-02 00:00:00' WHERE id BETWEEN ? AND ?",
        first,
        first + shop.random().nextInt(5));
  }

  private void changeItems(ShopTransaction shop) throws SQLException {
    long order = shop.anyId("orders");
    shop.change(
        UPDATE,
        "order_items",
        "UPDATE shop.order_items SET quantity = quantity + 1, gift = NULL WHERE order_id = ?",
        order);
    shop.change(
        DELETE,
        "order_items",
        "DELETE FROM shop.order_items WHERE order_id = ? AND line_number = 2",
        order);
  }

  private void cancel(ShopTransaction shop) throws SQLException {
    long order = shop.anyId("orders");
    shop.count(DELETE, "order_items", shop.number(ITEMS_OF_ORDER, order));
    shop.change(DELETE, "orders", "DELETE FROM shop.orders WHERE id = ?", order);
  }

  /** The keys of the items follow. */
  private void renumber(ShopTransaction shop) throws SQLException {
    long order = shop.anyId("orders");
    shop.count(KEY_CHANGE, "order_items", shop.number(ITEMS_OF_ORDER, order));
    shop.change(
        KEY_CHANGE,
        "orders",
        "UPDATE shop.orders SET id = ? WHERE id = ?",
        shop.nextId("orders"),
        order);
  }
}
