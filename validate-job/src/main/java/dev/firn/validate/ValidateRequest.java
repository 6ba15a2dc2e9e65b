package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.validate.check.Level;

/**
 * What the operator asked for, after configuration and command line are merged.
 *
 * @param checksMissing true to report tables that only one side has
 * @param maxShown keys of a table whose values are told
 */
record ValidateRequest(
    SourceConfig source,
    Level level,
    TableScope scope,
    boolean checksMissing,
    int maxShown,
    Repair repair) {

  /** What is done about rows of the lake that are wrong. */
  enum Repair {
    NOTHING,
    /** It is said what would be done. */
    PLAN,
    /** They are brought to what the source has. */
    ROWS
  }
}
