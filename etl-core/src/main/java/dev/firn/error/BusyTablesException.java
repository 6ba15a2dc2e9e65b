package dev.firn.error;

import dev.firn.model.TableId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tables on which others work, so that they cannot be looked at or read for now. Where the others
 * wait for whoever asks, the same attempt succeeds only after he has let go of what he holds.
 */
public final class BusyTablesException extends UnavailableException {

  private final Map<TableId, String> tables;

  /**
   * @param tables who works on them, as what is said of the table
   */
  public BusyTablesException(
      ErrorCode code, String message, Map<TableId, String> tables, @Nullable Throwable cause) {
    super(code, message, cause, true);
    this.tables = Map.copyOf(tables);
  }

  /** Who works on them, as what is said of the table. */
  public Map<TableId, String> tables() {
    return tables;
  }
}
