package dev.firn.cdc.decode;

import dev.firn.cdc.decode.Envelope.DroppedName;
import dev.firn.cdc.decode.RowReader.Absent;
import dev.firn.cdc.event.FieldRules;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.model.LogPlace;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells fields of a column that is gone by now from those of another one that had its name for a
 * time, before its own of now. An event that brings such a value lacks that other column.
 */
final class DroppedNames {

  private final FieldRules rules;
  private final int[] numbers;

  /** By ordinal, true if the column may have had another name in an event that does not have it. */
  private final boolean[] moves;

  /**
   * @param numbers the source's own of the columns, by ordinal; -1 where they are not known
   */
  DroppedNames(TableMapping mapping, FieldRules rules, int[] numbers) {
    this.rules = rules;
    this.numbers = numbers;
    this.moves = new boolean[mapping.columns().size()];
    Set<String> renamed = new HashSet<>(rules.formerNames().values());
    for (int i = 0; i < moves.length; i++) {
      ColumnMapping column = mapping.columns().get(i);
      moves[i] =
          (column.added() || renamed.contains(column.column()))
              && !rules.dropped().containsKey(column.column());
    }
  }

  /**
   * @param isInOrder true if fields come in the order of their columns' numbers
   * @throws UndecodableException if one of the row's fields may be of another column
   */
  void requireOwn(
      Collection<DroppedName> names,
      @Nullable Object @Nullable [] row,
      @Nullable LogPlace place,
      boolean isInOrder) {
    for (DroppedName name : names) {
      FieldRules.Dropped gone = Objects.requireNonNull(rules.dropped().get(name.field));
      // What the transaction itself has written, it mostly has before: migrations move values
      // first.
      boolean isLater = place == null || !place.beganBefore(gone.by() + 1);
      if (row == null || !isLater) {
        continue;
      }
      // A new column that is not followed has a higher number than all that there were.
      boolean isOfUnknown = gone.newIsLeftOut() && (!isInOrder || name.behind == Integer.MAX_VALUE);
      if (isOfUnknown || lacksMoved(row, name, isInOrder)) {
        throw UndecodableException.ofExchangedNames(
            name.field + " comes after the column of that name was dropped");
      }
    }
  }

  private boolean lacksMoved(@Nullable Object[] row, DroppedName name, boolean isInOrder) {
    for (int i = 0; i < row.length; i++) {
      boolean fits =
          !isInOrder || numbers[i] < 0 || (name.before < numbers[i] && numbers[i] < name.behind);
      if (row[i] == Absent.VALUE && moves[i] && fits) {
        return true;
      }
    }
    return false;
  }
}
