package dev.firn.source;

import dev.firn.model.TableId;
import java.util.Map;

/**
 * Tables that nobody alters, empties or drops as long as this is open, so that what is found out
 * about them stays true.
 */
public interface TableLocks extends AutoCloseable {

  /** Why some tables are not among them, as what is said of the table. */
  Map<TableId, String> refused();

  /**
   * Fixes the one instant at which the tables are read, where the capture begins or goes on; if
   * nothing is to be captured, nothing is made for it.
   */
  ReadSession capture(CaptureRequest request);

  @Override
  void close();
}
