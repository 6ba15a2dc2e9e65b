package dev.firn.cdc.sink;

import java.util.HashMap;
import java.util.Map;

/**
 * What is published together with changes, in the same commit.
 *
 * @param branch a name for the branch on which they are written, if they need one
 * @param summary entries of the snapshot's summary
 * @param properties of the table; {@link dev.firn.lake.TableProperty#REMOVED} removes one
 */
public record Publication(
    String branch, Map<String, String> summary, Map<String, String> properties) {

  public Publication {
    summary = Map.copyOf(summary);
    properties = Map.copyOf(properties);
  }

  /**
   * @param ledger what the table holds then, which is kept in both
   */
  public Publication(String branch, Map<String, String> ledger) {
    this(branch, ledger, ledger);
  }

  /** With one more property. */
  public Publication with(String property, String value) {
    Map<String, String> more = new HashMap<>(properties);
    more.put(property, value);
    return new Publication(branch, summary, more);
  }
}
