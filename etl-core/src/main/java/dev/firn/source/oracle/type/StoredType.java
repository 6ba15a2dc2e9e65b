package dev.firn.source.oracle.type;

/** A type whose values the load reads as the bytes that Oracle itself stores. */
public interface StoredType extends OracleType {

  /**
   * Reads a value that is not NULL as the stream reads its events.
   *
   * @throws RuntimeException if it has no place in the lake
   */
  Object ofBytes(byte[] bytes);
}
