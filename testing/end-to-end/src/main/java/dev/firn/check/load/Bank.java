package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.ShopSource;
import java.sql.SQLException;
import java.util.List;

/**
 * Three tables between which money moves, so that only a load of one instant has the whole sum: one
 * in ranges of pages, one with eight leaves, one whose values are large.
 */
final class Bank {

  static final List<String> TABLES = List.of("plain", "parted", "wide");
  static final int BALANCE = 1000;
  static final String SOURCE = "bank";

  private static final int LEAVES = 8;

  private Bank() {}

  static void createLeaves(Database database) throws SQLException {
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      database.execute(
          "CREATE TABLE shop.leaf%1$d PARTITION OF shop.parted FOR VALUES WITH (MODULUS %2$d, REMAINDER %1$d)"
              .formatted(leaf, LEAVES));
    }
  }

  /** In eight splits each. */
  static void load(RepeatedLoads loads) throws Exception {
    loads
        .load(
            "--source", SOURCE, "--no-resume", "--parallel-tables", "8", "--parallel-workers", "3")
        .requireSuccess();
  }

  /** What the lake holds of all of it. */
  static long sum(ShopSource source) throws Exception {
    LakeReader lake = new LakeReader(source.home(), ShopSource.NAMESPACE);
    long sum = 0;
    for (String table : TABLES) {
      sum += lake.sum(table, "balance");
    }
    return sum;
  }

  /**
   * What it is to hold.
   *
   * @param accounts of each table
   */
  static long expected(int accounts) {
    return (long) TABLES.size() * accounts * BALANCE;
  }
}
