package dev.firn.model;

import java.io.Serializable;

/**
 * A column type as the database declares it, nothing interpreted.
 *
 * @param name the database's own name of the type, for example {@code numeric} or {@code int4}
 * @param precision digits in all, or {@link #UNDECLARED}
 * @param scale digits after the point, or {@link #UNDECLARED}; may be negative
 * @param isEnum true for a type whose values are a declared list of labels
 */
public record DeclaredType(String name, int precision, int scale, boolean isEnum)
    implements Serializable {

  public static final int UNDECLARED = Integer.MIN_VALUE;

  public static DeclaredType of(String name) {
    return new DeclaredType(name, UNDECLARED, UNDECLARED, false);
  }

  public boolean hasPrecision() {
    return precision != UNDECLARED;
  }

  @Override
  public String toString() {
    if (!hasPrecision()) {
      return name;
    }
    return scale == UNDECLARED
        ? name + "(" + precision + ")"
        : name + "(" + precision + "," + scale + ")";
  }
}
