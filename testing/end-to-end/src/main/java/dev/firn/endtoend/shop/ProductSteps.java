package dev.firn.endtoend.shop;

import static dev.firn.endtoend.shop.Operation.DELETE;
import static dev.firn.endtoend.shop.Operation.INSERT;
import static dev.firn.endtoend.shop.Operation.KEY_CHANGE;
import static dev.firn.endtoend.shop.Operation.UPDATE;

import java.sql.SQLException;
import java.util.List;

/** What happens to products, whose descriptions may be stored out of line. */
final class ProductSteps {
  private static final String LARGE =
      "(SELECT string_agg(md5(? || ' ' || n), '') FROM generate_series(1, 300) n)";

  List<ShopTransaction.Step> all() {
    return List.of(
        this::raisePrices,
        this::describeLargeAndRaise,
        this::describeShort,
        this::add,
        this::renumberLarge,
        this::remove);
  }

  /** Leaves large descriptions untouched, so their values are not in the change. */
  private void raisePrices(ShopTransaction shop) throws SQLException {
    long first = shop.anyId("products");
    shop.change(
        UPDATE,
        "products",
        "UPDATE shop.products SET price = price + 1.11, discontinued = NOT discontinued"
            + " WHERE id BETWEEN ? AND ?",
        first,
        first + 10);
  }

  /** A large value and, in the same transaction, a change that does not carry it. */
  private void describeLargeAndRaise(ShopTransaction shop) throws SQLException {
    long id = shop.anyId("products");
    shop.change(
        UPDATE,
        "products",
        "UPDATE shop.products SET description = " + LARGE + " WHERE id = ?",
        String.valueOf(shop.random().nextLong()),
        id);
    shop.change(
        UPDATE, "products", "UPDATE shop.products SET price = price + 0.5 WHERE id = ?", id);
  }

  private void describeShort(ShopTransaction shop) throws SQLException {
    shop.change(
        UPDATE,
        "products",
        "UPDATE shop.products SET description = ?, thumbnail = NULL WHERE id = ?",
        shop.random().nextBoolean() ? "New: %d €".formatted(shop.random().nextInt(100)) : null,
        shop.anyId("products"));
  }

  private void add(ShopTransaction shop) throws SQLException {
    shop.change(
        INSERT,
        "products",
        "INSERT INTO shop.products (id, name, price, description, thumbnail)"
            + " VALUES (?, 'New product', ?, "
            + LARGE
            + ", '\\x00ff'::bytea)",
        shop.nextId("products"),
        shop.amount(1_000),
        String.valueOf(shop.random().nextLong()));
  }

  /** The key changes and the large value stays as it is. */
  private void renumberLarge(ShopTransaction shop) throws SQLException {
    shop.change(
        KEY_CHANGE,
        "products",
        "UPDATE shop.products SET id = ?"
            + " WHERE id = (SELECT min(id) FROM shop.products WHERE length(description) > 8192)",
        shop.nextId("products"));
  }

  private void remove(ShopTransaction shop) throws SQLException {
    shop.change(
        DELETE, "products", "DELETE FROM shop.products WHERE id = ?", shop.anyId("products"));
  }
}
