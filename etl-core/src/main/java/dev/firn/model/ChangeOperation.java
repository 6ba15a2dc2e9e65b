package dev.firn.model;

import org.jspecify.annotations.Nullable;

/** What an event did to a row or a table: the envelope's {@code op}. */
public enum ChangeOperation {
  CREATE('c'),
  UPDATE('u'),
  DELETE('d'),
  READ('r'),
  TRUNCATE('t');

  private final char code;

  ChangeOperation(char code) {
    this.code = code;
  }

  public char code() {
    return code;
  }

  /**
   * The operation that an envelope names.
   *
   * @throws IllegalArgumentException if no operation has this code
   */
  public static ChangeOperation ofCode(String code) {
    ChangeOperation found = code.length() == 1 ? find(code.charAt(0)) : null;
    if (found == null) {
      throw new IllegalArgumentException(
          "Cannot read op \"" + code + "\": expected c, u, d, r or t");
    }
    return found;
  }

  /** The operation with the code, or null if there is none. */
  public static @Nullable ChangeOperation find(char code) {
    return switch (code) {
      case 'c' -> CREATE;
      case 'u' -> UPDATE;
      case 'd' -> DELETE;
      case 'r' -> READ;
      case 't' -> TRUNCATE;
      default -> null;
    };
  }
}
