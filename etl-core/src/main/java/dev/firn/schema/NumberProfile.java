package dev.firn.schema;

/**
 * How large the numbers of a column are.
 *
 * @param integerDigits the most digits before the point
 * @param fractionDigits the most digits after the point, trailing zeros not counted
 * @param values how many were looked at; 0 if there are none but NULL
 * @param special true if NaN or an infinity is among them
 * @param scope what was looked at, for people: {@code all rows}
 */
public record NumberProfile(
    int integerDigits, int fractionDigits, long values, boolean special, String scope) {

  @Override
  public String toString() {
    return "at most "
        + integerDigits
        + " integer and "
        + fractionDigits
        + " fraction digits in "
        + values
        + " values of "
        + scope;
  }
}
