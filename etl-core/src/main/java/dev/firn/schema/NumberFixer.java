package dev.firn.schema;

import dev.firn.model.DeclaredType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives numbers without a usable declared size the narrowest decimal that holds them with
 * head-room: {@code numeric} of PostgreSQL, {@code NUMBER} and {@code FLOAT} of Oracle.
 *
 * <p>Head-room before the point is what the storage of the decimal has anyway: files keep up to 18
 * digits in 64 bits, up to 28 in 96, and up to 38 in 128. Head-room after the point costs digits
 * that are always shown, so there is little of it, and none for whole numbers, which are mostly
 * keys.
 */
public final class NumberFixer {

  /** 64 bits, 96 bits, and as many as there are. */
  private static final int[] STORAGE = {18, 28, 38};

  private static final int WIDEST = 38;
  private static final int MORE_INTEGER_DIGITS = 3;
  private static final int MORE_FRACTION_DIGITS = 2;

  private NumberFixer() {}

  /** Columns of the source whose numbers have to be measured. */
  public static List<String> openColumns(TableMapping table) {
    return table.columns().stream().filter(NumberFixer::isOpen).map(ColumnMapping::column).toList();
  }

  private static boolean isOpen(ColumnMapping column) {
    return column.columnType() instanceof NumberType number
        && number.isOpen()
        && column.type().kind() == Kind.BASE;
  }

  /**
   * The table with a size for every column of numbers that has none.
   *
   * @param contract what the lake table holds now, whose sizes are kept as far as they suffice;
   *     null if there is no lake table
   */
  public static TableMapping fix(
      TableMapping table, Map<String, NumberProfile> profiles, @Nullable TableMapping contract) {
    List<ColumnMapping> fixed = new ArrayList<>();
    for (ColumnMapping column : table.columns()) {
      NumberProfile profile = profiles.get(column.column());
      fixed.add(
          profile == null || !isOpen(column)
              ? column
              : fix(column, profile, held(column, contract)));
    }
    return table.with(fixed);
  }

  private static @Nullable ColumnMapping held(
      ColumnMapping column, @Nullable TableMapping contract) {
    return contract == null
        ? null
        : contract
            .find(column.column())
            .filter(held -> held.type().equals(column.type()))
            .orElse(null);
  }

  private static ColumnMapping fix(
      ColumnMapping column, NumberProfile profile, @Nullable ColumnMapping held) {
    MeasuredSize heldSize = held == null ? null : held.size();
    if (held != null && (heldSize == null || fits(profile, heldSize))) {
      // The table in the lake goes on as it is.
      return heldSize == null ? column : column.sized(heldSize);
    }
    return size(profile).map(column::sized).orElse(column);
  }

  private static boolean fits(NumberProfile profile, MeasuredSize size) {
    return !profile.special()
        && profile.integerDigits() <= size.integerDigits()
        && profile.fractionDigits() <= size.scale();
  }

  /** Nothing if only text can hold the numbers, or if there are none to learn from. */
  static Optional<MeasuredSize> size(NumberProfile profile) {
    if (profile.special() || profile.values() == 0) {
      return Optional.empty();
    }
    int scale = profile.fractionDigits() == 0 ? 0 : profile.fractionDigits() + MORE_FRACTION_DIGITS;
    int needed = profile.integerDigits() + MORE_INTEGER_DIGITS + scale;
    if (needed > WIDEST) {
      return Optional.empty();
    }
    return Optional.of(new MeasuredSize(storage(needed), scale, "measured: " + profile));
  }

  private static int storage(int digits) {
    return Arrays.stream(STORAGE).filter(holds -> holds >= digits).findFirst().orElse(WIDEST);
  }

  /**
   * The column with room for a number that did not fit.
   *
   * @return nothing if no decimal of the lake holds it together with the others
   */
  public static Optional<ColumnMapping> widen(
      ColumnMapping column, int integerDigits, int fractionDigits) {
    MeasuredSize size = column.size();
    if (size == null) {
      return Optional.empty();
    }
    int scale = Math.max(size.scale(), fractionDigits);
    int needed = Math.max(size.integerDigits(), integerDigits) + scale;
    if (needed > WIDEST) {
      return Optional.empty();
    }
    String evidence =
        size.evidence()
            + "; widened for a number of "
            + integerDigits
            + " integer and "
            + fractionDigits
            + " fraction digits";
    return Optional.of(column.sized(new MeasuredSize(storage(needed), scale, evidence)));
  }
}
