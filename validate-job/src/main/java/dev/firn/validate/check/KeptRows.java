package dev.firn.validate.check;

import dev.firn.config.ChangePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.config.KeylessMode;
import dev.firn.config.TruncateMode;
import org.jspecify.annotations.Nullable;

/** Why the lake may have rows that the source has no more, because somebody has chosen so. */
final class KeptRows {

  private KeptRows() {}

  static @Nullable String reason(CheckedTable table) {
    ChangePolicy policy = table.policy();
    if (policy.deletes() == DeleteMode.IGNORE) {
      return "delete_mode is ignore";
    } else if (policy.truncates() == TruncateMode.IGNORE) {
      return "truncate_mode is ignore";
    } else if (!table.contract().hasKey() && policy.keyless() == KeylessMode.APPEND) {
      return "keyless_tables is append";
    }
    return null;
  }
}
