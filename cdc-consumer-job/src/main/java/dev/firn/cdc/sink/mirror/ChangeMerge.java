package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.sink.PreparedChanges;

/** A way to apply net changes to their table. */
interface ChangeMerge {

  /**
   * @param changes complete: no image lacks a value
   */
  PreparedChanges prepare(NetChanges changes);
}
