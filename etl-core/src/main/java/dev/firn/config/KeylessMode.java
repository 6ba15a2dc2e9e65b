package dev.firn.config;

/** How changes are applied to a table that has no key. */
public enum KeylessMode {
  /** As many equal rows as the source has; needs REPLICA IDENTITY FULL for updates and deletes. */
  EXACT,
  /** Every new image is a new row; nothing is ever deleted. */
  APPEND,
  /** Not at all. */
  SKIP
}
