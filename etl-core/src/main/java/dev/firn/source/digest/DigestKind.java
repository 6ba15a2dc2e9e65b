package dev.firn.source.digest;

/** How a database makes digests of its rows. */
public enum DigestKind {

  /**
   * Of 128 bits, made so that nobody finds two rows that have the same: rows with the same digest
   * are not looked at again. Making them costs a few times as much as sending the rows.
   */
  SAFE,

  /** Of 64 bits, at about the cost of sending the rows. Two rows have the same by chance alone. */
  QUICK
}
