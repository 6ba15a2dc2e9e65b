package dev.firn.schema;

import java.io.Serializable;

/**
 * The size of the lake's decimals for numbers whose declaration does not give one.
 *
 * @param evidence why it is this size, for people
 */
public record MeasuredSize(int precision, int scale, String evidence) implements Serializable {

  public int integerDigits() {
    return precision - scale;
  }
}
