package dev.firn.schema;

/** A number of an event for which the size that was chosen for its column has no room. */
public final class WideNumberException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int integerDigits;
  private final int fractionDigits;

  public WideNumberException(int integerDigits, int fractionDigits, String lakeType) {
    super(
        "a number of "
            + integerDigits
            + " integer and "
            + fractionDigits
            + " fraction digits, for which "
            + lakeType
            + " has no place");
    this.integerDigits = integerDigits;
    this.fractionDigits = fractionDigits;
  }

  public int integerDigits() {
    return integerDigits;
  }

  public int fractionDigits() {
    return fractionDigits;
  }
}
