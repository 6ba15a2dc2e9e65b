package dev.firn.schema;

import java.util.function.Function;

/** What happens to one column of a source table. */
public sealed interface ColumnDecision {

  String column();

  /** The column is carried. */
  record Keep(ColumnMapping mapping) implements ColumnDecision {
    @Override
    public String column() {
      return mapping.column();
    }
  }

  /** The column is left out of load and stream alike, and the run says so. */
  record Exclude(String column, String reason) implements ColumnDecision {}

  /** The column cannot be carried without loss, so its table is not loaded. */
  record Reject(String column, String reason) implements ColumnDecision {}

  default <T> T match(
      Function<Keep, T> keep, Function<Exclude, T> exclude, Function<Reject, T> reject) {
    if (this instanceof Keep decision) {
      return keep.apply(decision);
    }
    if (this instanceof Exclude decision) {
      return exclude.apply(decision);
    }
    return reject.apply((Reject) this);
  }
}
