package dev.firn.check.outages;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.compare.SourceReader;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.shop.Shop;

/** Holds all tables of both sides against each other. */
final class Comparison {

  private Comparison() {}

  /** How many tables differ; says of each what it is. */
  static int diverged(Database database, LakeReader lake) throws Exception {
    SourceReader source = new SourceReader(database, Shop.SCHEMA);
    int diverged = 0;
    for (String table : SteadyWrites.TABLES) {
      TableComparison comparison =
          TableComparison.of(table, source.read(table), lake.read(table, source.keyColumns(table)));
      System.out.println(table + ": " + (comparison.isEqual() ? "equal" : comparison.describe()));
      diverged += comparison.isEqual() ? 0 : 1;
    }
    return diverged;
  }
}
