package dev.firn.cdc.decode;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.model.LogPlace;
import dev.firn.row.RowKey;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the values of a table's changes that may have been others at the source. */
public final class AmbiguityCheck {

  private final TableMapping mapping;
  private final Map<AmbiguousValue, List<AmbiguousValue>> refuted;
  private final int[] ordinals;
  private final boolean canAsk;

  public AmbiguityCheck(TableMapping mapping) {
    this(mapping, Set.of());
  }

  /**
   * @param refuted those of which the source has said that they are others
   */
  public AmbiguityCheck(TableMapping mapping, Set<AmbiguousValue> refuted) {
    this.mapping = mapping;
    this.refuted = refuted.stream().collect(Collectors.groupingBy(AmbiguousValue::unanswered));
    this.canAsk = mapping.canNameRows();
    List<ColumnMapping> columns = mapping.columns();
    this.ordinals =
        IntStream.range(0, columns.size())
            .filter(i -> !columns.get(i).columnType().ambiguities().isEmpty())
            .toArray();
  }

  /**
   * A change that was looked at.
   *
   * @param change with what the source has told of it
   * @param ambiguous what the source is to be asked about before the change is applied
   */
  public record Checked(Change change, List<AmbiguousValue> ambiguous) {}

  /**
   * @throws UndecodableException if the source has refuted a value for which there is no other
   */
  public Checked check(Change change) {
    @Nullable Object[] image = change.image();
    if (image == null || ordinals.length == 0) {
      return new Checked(change, List.of());
    }
    List<AmbiguousValue> ambiguous = new ArrayList<>();
    @Nullable Object[] told = image;
    for (int ordinal : ordinals) {
      ColumnMapping column = mapping.columns().get(ordinal);
      Object value = image[ordinal];
      AmbiguousEncoding what = value == null ? null : column.columnType().ambiguityOf(value);
      if (value != null && what != null) {
        RowKey key = canAsk ? change.key() : null;
        AmbiguousValue found = new AmbiguousValue(what, column.column(), key, transaction(change));
        ambiguous.add(found);
        Object meant = meant(value, column, refuted.getOrDefault(found, List.of()), change);
        if (meant != value) {
          told = told == image ? Arrays.copyOf(image, image.length) : told;
          told[ordinal] = meant;
        }
      }
    }
    return new Checked(told == image ? change : change.withImage(told), ambiguous);
  }

  private static @Nullable LogPlace transaction(Change change) {
    LogPlace place = change.place().log();
    return place == null || !place.namesTransaction() ? null : place.ofTransaction();
  }

  /**
   * The value of the source. A row that shows what the event cannot mean was changed since, and a
   * later event says what it is.
   */
  private static Object meant(
      Object sent, ColumnMapping column, List<AmbiguousValue> answers, Change change) {
    for (AmbiguousValue answer : answers) {
      Object corrected = answer.what().corrected(sent, Objects.requireNonNull(answer.shown()));
      if (corrected == sent) {
        continue;
      }
      if (answer.key() == null) {
        throw doubt(column, answer.what()).at(change.place());
      }
      if (corrected == null) {
        throw refusal(column, answer.what()).at(change.place());
      }
      return corrected;
    }
    return sent;
  }

  /** Of an event with such a value in the column, for which the lake has no place. */
  static UndecodableException refusal(ColumnMapping column, AmbiguousEncoding what) {
    return new UndecodableException(
        ErrorCode.VALUE_IS_AMBIGUOUS, name(column) + " holds " + what.description());
  }

  /** Of an event with the value, if the table holds such values and the source cannot say where. */
  private static UndecodableException doubt(ColumnMapping column, AmbiguousEncoding what) {
    return new UndecodableException(
        ErrorCode.VALUE_IS_AMBIGUOUS,
        name(column)
            + " may hold "
            + what.description()
            + ": the table has such a value, and no key by which the source could be asked whether it"
            + " is this row's. Add a primary key and reload the table, or change the value at the"
            + " source and retry this letter");
  }

  private static String name(ColumnMapping column) {
    return "column " + column.column() + " of type " + column.type();
  }
}
