package dev.firn.endtoend.shop;

import static dev.firn.endtoend.shop.Operation.INSERT;
import static dev.firn.endtoend.shop.Operation.TRUNCATE;
import static dev.firn.endtoend.shop.Operation.UPDATE;

import java.sql.SQLException;
import java.util.List;

/** What happens to carts, which are thrown away all at once. */
final class CartSteps {

  List<ShopTransaction.Step> all() {
    return List.of(this::fill, this::change);
  }

  /** Rows of the old table, no rows, and new rows with old keys in one transaction. */
  void emptyAndRefill(ShopTransaction shop) throws SQLException {
    long cartsBefore = shop.number("SELECT count(*) FROM shop.carts");
    change(shop);
    shop.change(TRUNCATE, "carts", "TRUNCATE shop.carts");
    shop.count(TRUNCATE, "carts", cartsBefore);
    for (int cart = 0; cart < 5; cart++) {
      fill(shop);
    }
  }

  private void fill(ShopTransaction shop) throws SQLException {
    shop.change(
        INSERT,
        "carts",
        "INSERT INTO shop.carts VALUES (?, ?::jsonb, timestamptz '2025-08-01 00:00:00.5+00')",
        shop.nextId("carts"),
        "[{\"product\": %d, \"quantity\": 1.0}]".formatted(shop.random().nextInt(1_000)));
  }

  private void change(ShopTransaction shop) throws SQLException {
    shop.change(
        UPDATE,
        "carts",
        "UPDATE shop.carts SET content = '[]', updated_at = updated_at + interval '1 hour'"
            + " WHERE id = ?",
        shop.anyId("carts"));
  }
}
