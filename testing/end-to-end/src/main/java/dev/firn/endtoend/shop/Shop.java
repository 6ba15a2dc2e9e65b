package dev.firn.endtoend.shop;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.SourceReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** An online shop in PostgreSQL, the same rows for the same seed and size. */
public final class Shop {
  public static final String SCHEMA = "shop";
  public static final List<String> TABLES =
      List.of("carts", "complaints", "customers", "order_items", "orders", "products");

  private Shop() {}

  /** The name of a table for SQL. */
  public static String qualified(String table) {
    return SourceReader.qualified(SCHEMA, table);
  }

  /** Creates the schema with about {@code rows} rows in all tables together. */
  public static void create(Database database, int rows, long seed) throws SQLException {
    int customers = Math.max(10, rows / 10);
    int products = Math.max(20, rows / 50);
    int orders = Math.max(10, rows * 3 / 10);
    int carts = Math.max(10, rows / 100);
    int items = Math.max(20, rows - customers - products - orders - carts);
    String sql =
        script()
            .replace("${seed}", String.format(Locale.ROOT, "%.6f", (seed % 1_000_000) / 1e6))
            .replace("${customers}", String.valueOf(customers))
            .replace("${products}", String.valueOf(products))
            .replace("${orders}", String.valueOf(orders))
            .replace("${order_items}", String.valueOf(items))
            .replace("${carts}", String.valueOf(carts));
    database.execute(sql);
  }

  private static String script() {
    try (InputStream in = Shop.class.getResourceAsStream("shop.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
