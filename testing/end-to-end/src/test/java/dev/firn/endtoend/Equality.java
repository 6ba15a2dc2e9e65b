package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

/** Asserts that the lake holds what the shop holds, and names the rows that differ. */
final class Equality {

  private Equality() {}

  static void assertEqual(ShopSource source) throws Exception {
    for (TableComparison table : source.compare()) {
      assertThat(table.isEqual()).as(table.describe()).isTrue();
    }
  }
}
