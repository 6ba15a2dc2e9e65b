package dev.firn.lake;

import dev.firn.model.LakeTableId;

/** A branch of a lake table, on which work is done that readers do not see yet. */
public record Branch(LakeTableId table, String name) {

  /** How the names of all branches begin on which the stream works. */
  public static final String STREAM_PREFIX = "firn_cdc_";

  /** The branch as Spark SQL addresses it. */
  public String quoted() {
    return table.quotedBranch(name);
  }
}
