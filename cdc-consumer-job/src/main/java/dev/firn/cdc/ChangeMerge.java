package dev.firn.cdc;

import dev.firn.lake.Branch;

/** A way to apply net changes to a branch of their table. */
interface ChangeMerge {

  /**
   * @param changes complete: no image lacks a value
   */
  void merge(NetChanges changes, Branch branch);
}
