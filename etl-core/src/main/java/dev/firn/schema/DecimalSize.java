package dev.firn.schema;

import dev.firn.model.DeclaredType;
import java.util.Optional;

/**
 * The size of the narrowest lake decimal that holds every number of a declared size.
 *
 * <p>{@code numeric(5,-2)} needs two digits more, {@code numeric(3,5)} has only zeros right after
 * the point.
 */
public record DecimalSize(int precision, int scale) {

  private static final int MAX_PRECISION = 38;

  /** Nothing if there is no declared size, or if the lake's decimals are too small for it. */
  public static Optional<DecimalSize> of(DeclaredType declared) {
    if (!declared.hasPrecision() || declared.scale() == DeclaredType.UNDECLARED) {
      return Optional.empty();
    }
    int scale = Math.max(declared.scale(), 0);
    int integerDigits = Math.max(declared.precision() - declared.scale(), 0);
    int precision = Math.max(integerDigits + scale, 1);
    return precision <= MAX_PRECISION
        ? Optional.of(new DecimalSize(precision, scale))
        : Optional.empty();
  }
}
