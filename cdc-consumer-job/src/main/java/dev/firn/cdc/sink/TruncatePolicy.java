package dev.firn.cdc.sink;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.config.TruncateMode;
import dev.firn.error.DriftException;
import dev.firn.model.ChangeOperation;
import java.util.List;

/** What a table's policy makes of truncates. */
public final class TruncatePolicy {

  private TruncatePolicy() {}

  /** True if the change is one of which the table takes no notice. */
  public static boolean ignores(Change change, CapturedTable captured) {
    return change.operation() == ChangeOperation.TRUNCATE
        && captured.policy().truncates() == TruncateMode.IGNORE;
  }

  /**
   * The changes without truncates that are to be ignored.
   *
   * @throws DriftException if the policy refuses one
   */
  public static List<Change> allowed(List<Change> changes, CapturedTable captured) {
    TruncateMode mode = captured.policy().truncates();
    boolean truncates =
        mode != TruncateMode.APPLY
            && changes.stream().anyMatch(change -> change.operation() == ChangeOperation.TRUNCATE);
    if (!truncates) {
      return changes;
    }
    if (mode == TruncateMode.FAIL) {
      throw StreamErrors.truncateIsRefused(captured);
    }
    return changes.stream()
        .filter(change -> change.operation() != ChangeOperation.TRUNCATE)
        .toList();
  }
}
