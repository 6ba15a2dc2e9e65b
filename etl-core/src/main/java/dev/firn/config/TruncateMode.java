package dev.firn.config;

/** What a table that was emptied at the source with one statement becomes in the lake. */
public enum TruncateMode {
  /** Every row is deleted, as the delete mode says. */
  APPLY,
  /** Its rows stay. */
  IGNORE,
  /** Its changes are not applied any more until somebody decides. */
  FAIL
}
