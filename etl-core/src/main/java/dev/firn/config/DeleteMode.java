package dev.firn.config;

/** What a row that was deleted at the source becomes in the lake. */
public enum DeleteMode {
  /** It is gone. */
  HARD,
  /** It stays with its last values and is marked. */
  SOFT,
  /** It stays as it is. */
  IGNORE
}
