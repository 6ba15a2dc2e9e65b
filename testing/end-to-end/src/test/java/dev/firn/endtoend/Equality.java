package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import java.util.List;

/** Asserts that the lake holds what the shop holds, and names the rows that differ. */
final class Equality {

  private Equality() {}

  static void assertEqual(ShopSource source) throws Exception {
    assertEqual(source, Shop.TABLES);
  }

  static void assertEqual(ShopSource source, List<String> tables) throws Exception {
    for (TableComparison table : source.compare(tables)) {
      assertThat(table.isEqual()).as(table.describe()).isTrue();
    }
  }
}
