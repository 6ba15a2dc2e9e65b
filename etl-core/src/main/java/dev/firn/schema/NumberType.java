package dev.firn.schema;

import org.jspecify.annotations.Nullable;

/**
 * Numbers with decimal digits, of which none may be lost: decimals, or text where their declaration
 * says nothing of their size.
 */
public interface NumberType extends ColumnType {

  /** True if nobody knows yet how large the numbers are, so that they are text. */
  boolean isOpen();

  /** The size that was chosen because the declaration gives none, or null. */
  @Nullable MeasuredSize size();

  /** The same numbers as decimals of a size that was chosen. */
  NumberType sized(MeasuredSize chosen);

  /** The same numbers as text. */
  NumberType asText();
}
