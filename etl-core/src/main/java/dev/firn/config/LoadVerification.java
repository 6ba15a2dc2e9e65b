package dev.firn.config;

/** What a load compares before it publishes a table. */
public enum LoadVerification {
  /** The rows that each split has sent with those in its files. */
  COUNT,
  /** Also an order-free checksum of the values, for which the files are read back. */
  CHECKSUM
}
