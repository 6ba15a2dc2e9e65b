package dev.firn.cdc.event;

import dev.firn.config.ChangePolicy;
import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;

/**
 * A lake table, the contract by which changes are read, and the policy by which they are applied.
 *
 * @param stream the name of its source
 * @param rules what of the events is read otherwise than the contract says
 */
public record CapturedTable(
    String stream, LakeTableId id, TableMapping mapping, ChangePolicy policy, FieldRules rules) {

  public CapturedTable(String stream, LakeTableId id, TableMapping mapping) {
    this(stream, id, mapping, ChangePolicy.defaults());
  }

  public CapturedTable(String stream, LakeTableId id, TableMapping mapping, ChangePolicy policy) {
    this(stream, id, mapping, policy, FieldRules.NONE);
  }

  /** The same source table as another lake table keeps it. */
  public CapturedTable in(LakeTableId other) {
    return new CapturedTable(stream, other, mapping, policy, rules);
  }

  public CapturedTable with(TableMapping changed) {
    return new CapturedTable(stream, id, changed, policy, rules);
  }

  public CapturedTable with(FieldRules changed) {
    return new CapturedTable(stream, id, mapping, policy, changed);
  }
}
