package dev.firn.config;

/** What is done when the columns of a source table change. */
public enum DriftPolicy {
  /** The lake follows. */
  EVOLVE,
  /** The lake stays; events that do not fit become dead letters. */
  FREEZE,
  /** The lake stays; of events that do not fit, the values that fit are applied. */
  DISCARD_VALUE,
  /** The table is quarantined until somebody decides. */
  FAIL
}
