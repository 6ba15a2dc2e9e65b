package dev.firn.cdc;

import dev.firn.config.ChangePolicy;
import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;

/**
 * A lake table, the contract by which changes are read, and the policy by which they are applied.
 *
 * @param stream the name of its source
 * @param rules what of the events is read otherwise than the contract says
 */
record CapturedTable(
    String stream, LakeTableId id, TableMapping mapping, ChangePolicy policy, FieldRules rules) {

  CapturedTable(String stream, LakeTableId id, TableMapping mapping) {
    this(stream, id, mapping, ChangePolicy.defaults());
  }

  CapturedTable(String stream, LakeTableId id, TableMapping mapping, ChangePolicy policy) {
    this(stream, id, mapping, policy, FieldRules.NONE);
  }

  CapturedTable with(TableMapping changed) {
    return new CapturedTable(stream, id, changed, policy, rules);
  }

  CapturedTable with(FieldRules changed) {
    return new CapturedTable(stream, id, mapping, policy, changed);
  }
}
