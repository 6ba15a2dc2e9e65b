package dev.firn.model;

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
    for (ChangeOperation operation : values()) {
      if (code.length() == 1 && code.charAt(0) == operation.code) {
        return operation;
      }
    }
    throw new IllegalArgumentException("Cannot read op \"" + code + "\": expected c, u, d, r or t");
  }
}
