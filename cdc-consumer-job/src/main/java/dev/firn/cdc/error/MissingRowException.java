package dev.firn.cdc.error;

/**
 * An update refers to values of rows that the lake does not hold, so source and lake have parted.
 */
public final class MissingRowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MissingRowException(String message) {
    super(message);
  }
}
