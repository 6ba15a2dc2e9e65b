package dev.firn.cdc;

import dev.firn.config.ChangePolicy;
import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;

/**
 * A lake table, the contract by which changes are read, and the policy by which they are applied.
 *
 * @param rules what of the events is read otherwise than the contract says
 */
record CapturedTable(LakeTableId id, TableMapping mapping, ChangePolicy policy, FieldRules rules) {

  CapturedTable(LakeTableId id, TableMapping mapping) {
    this(id, mapping, ChangePolicy.defaults());
  }

  CapturedTable(LakeTableId id, TableMapping mapping, ChangePolicy policy) {
    this(id, mapping, policy, FieldRules.NONE);
  }

  CapturedTable with(TableMapping changed) {
    return new CapturedTable(id, changed, policy, rules);
  }

  CapturedTable with(FieldRules changed) {
    return new CapturedTable(id, mapping, policy, changed);
  }
}
