package dev.firn.cdc;

import dev.firn.config.ChangePolicy;
import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;

/**
 * A lake table, the contract by which changes are read, and the policy by which they are applied.
 */
record CapturedTable(LakeTableId id, TableMapping mapping, ChangePolicy policy) {

  CapturedTable(LakeTableId id, TableMapping mapping) {
    this(id, mapping, ChangePolicy.defaults());
  }

  CapturedTable with(TableMapping changed) {
    return new CapturedTable(id, changed, policy);
  }
}
