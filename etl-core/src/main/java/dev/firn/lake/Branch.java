package dev.firn.lake;

import dev.firn.model.LakeTableId;

/** A branch of a lake table, on which work is done that readers do not see yet. */
public record Branch(LakeTableId table, String name) {

  /** The branch as Spark SQL addresses it. */
  public String quoted() {
    return table.quotedBranch(name);
  }
}
