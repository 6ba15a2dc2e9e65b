package dev.firn.cdc;

/** An event that is not what it should be; its message is the reason kept with the dead letter. */
final class UndecodableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UndecodableException(String message) {
    super(message);
  }
}
