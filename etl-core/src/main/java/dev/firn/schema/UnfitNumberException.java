package dev.firn.schema;

/** A number that the size chosen for its column does not hold; another size or text does. */
public final class UnfitNumberException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public UnfitNumberException(String message) {
    super(message);
  }
}
