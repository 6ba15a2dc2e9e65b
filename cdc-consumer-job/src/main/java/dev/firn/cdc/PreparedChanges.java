package dev.firn.cdc;

import dev.firn.lake.Branch;

/** Changes of one table of which nothing is left to be decided, only to be written. */
@FunctionalInterface
interface PreparedChanges {

  void writeTo(Branch branch);
}
