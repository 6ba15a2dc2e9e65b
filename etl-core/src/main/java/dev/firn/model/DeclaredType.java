package dev.firn.model;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A column type as the database declares it, nothing interpreted; a domain stands for its base.
 *
 * @param name the database's own name of the type, for example {@code numeric} or {@code int4};
 *     with its schema if another type of the name is meant where there is none
 * @param precision digits in all, or bits of a bit string, or {@link #UNDECLARED}
 * @param scale digits after the point, or {@link #UNDECLARED}; may be negative
 * @param part the type of an array's elements or of a range's bounds; of a composite type, the
 *     first part whose text depends on the zone of the session; null if there is none
 */
public record DeclaredType(
    String name, int precision, int scale, Kind kind, @Nullable DeclaredType part)
    implements Serializable {

  public static final int UNDECLARED = Integer.MIN_VALUE;

  /** How a type is made. */
  public enum Kind {
    /** Built in, or from an extension. */
    BASE,
    /** A declared list of labels. */
    ENUM,
    ARRAY,
    RANGE,
    MULTIRANGE,
    COMPOSITE
  }

  /** A type without parts. */
  public DeclaredType(String name, int precision, int scale, boolean isEnum) {
    this(name, precision, scale, isEnum ? Kind.ENUM : Kind.BASE, null);
  }

  public static DeclaredType of(String name) {
    return new DeclaredType(name, UNDECLARED, UNDECLARED, false);
  }

  /** The array type of some elements, under the name that the database gives it. */
  public static DeclaredType arrayOf(DeclaredType element) {
    return new DeclaredType(
        "_" + element.name(), element.precision(), element.scale(), Kind.ARRAY, element);
  }

  public boolean hasPrecision() {
    return precision != UNDECLARED;
  }

  public boolean isEnum() {
    return kind == Kind.ENUM;
  }

  public boolean isArray() {
    return kind == Kind.ARRAY;
  }

  @Override
  public String toString() {
    if (isArray() && part != null) {
      return part + "[]";
    }
    if (!hasPrecision()) {
      return name;
    }
    return scale == UNDECLARED
        ? name + "(" + precision + ")"
        : name + "(" + precision + "," + scale + ")";
  }
}
