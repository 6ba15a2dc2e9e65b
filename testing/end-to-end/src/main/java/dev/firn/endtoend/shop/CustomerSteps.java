package dev.firn.endtoend.shop;

import static dev.firn.endtoend.shop.Operation.DELETE;
import static dev.firn.endtoend.shop.Operation.INSERT;
import static dev.firn.endtoend.shop.Operation.KEY_CHANGE;
import static dev.firn.endtoend.shop.Operation.UPDATE;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to customers, before and after they get a column for loyalty points. */
final class CustomerSteps {
  private static final String TABLE = "customers";
  private boolean haveLoyaltyPoints;

  List<ShopTransaction.Step> all() {
    return List.of(
        this::register, this::update, this::close, this::renumber, this::replace, this::abandon);
  }

  /** Rows that exist get the default without a change event of their own. */
  void addLoyaltyPoints(ShopTransaction shop) throws SQLException {
    shop.change(
        UPDATE, TABLE, "ALTER TABLE shop.customers ADD COLUMN loyalty_points integer DEFAULT 100");
    haveLoyaltyPoints = true;
    setLoyaltyPoints(shop, 250);
    setLoyaltyPoints(shop, null);
    insert(shop, shop.nextId(TABLE));
  }

  private void register(ShopTransaction shop) throws SQLException {
    insert(shop, shop.nextId(TABLE));
  }

  private void update(ShopTransaction shop) throws SQLException {
    shop.change(
        UPDATE,
        TABLE,
        "UPDATE shop.customers SET active = NOT active, credit = ?, birthday = NULL,"
            + " last_seen = timestamp '2025-10-26 02:30:00.123456' WHERE id = ?",
        shop.random().nextInt(4) == 0 ? null : shop.amount(9_000),
        shop.anyId(TABLE));
    if (haveLoyaltyPoints) {
      setLoyaltyPoints(shop, shop.random().nextInt(1_000));
    }
  }

  private void close(ShopTransaction shop) throws SQLException {
    shop.change(DELETE, TABLE, "DELETE FROM shop.customers WHERE id = ?", shop.anyId(TABLE));
  }

  private void renumber(ShopTransaction shop) throws SQLException {
    shop.change(
        KEY_CHANGE,
        TABLE,
        "UPDATE shop.customers SET id = ? WHERE id = ?",
        shop.nextId(TABLE) + shop.random().nextInt(3),
        shop.anyId(TABLE));
  }

  /** The same key is deleted and inserted again in one transaction. */
  private void replace(ShopTransaction shop) throws SQLException {
    long id = shop.anyId(TABLE);
    shop.change(DELETE, TABLE, "DELETE FROM shop.customers WHERE id = ?", id);
    insert(shop, id);
  }

  private void abandon(ShopTransaction shop) throws SQLException {
    insert(shop, shop.nextId(TABLE));
    close(shop);
    update(shop);
    shop.abandon();
  }

  private void insert(ShopTransaction shop, long id) throws SQLException {
    UUID reference = new UUID(shop.random().nextLong(), shop.random().nextLong());
    shop.change(
        INSERT,
        TABLE,
        "INSERT INTO shop.customers (id, email, name, credit, reference, preferences, created_at)"
            + " VALUES (?, ?, ?, ?, ?, ?::jsonb, timestamptz '2025-06-01 12:00:00.000001+02')",
        id,
        "new" + id + "@example.com",
        "New customer " + id,
        shop.amount(500),
        reference,
        "{\"newsletter\": true, \"campaign\": \"%s\"}".formatted(reference));
  }

  private static void setLoyaltyPoints(ShopTransaction shop, @Nullable Integer points)
      throws SQLException {
    shop.change(
        UPDATE,
        TABLE,
        "UPDATE shop.customers SET loyalty_points = ? WHERE id = ?",
        points,
        shop.anyId(TABLE));
  }
}
