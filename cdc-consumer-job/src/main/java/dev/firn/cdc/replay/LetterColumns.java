package dev.firn.cdc.replay;

import dev.firn.cdc.error.ReloadCommand;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.error.ErrorCode;
import dev.firn.model.LogPlace;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.Unavailable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that the fields of a dead letter are of the columns that have their names now: while
 * it waited, they may have been renamed, or dropped and added again.
 */
final class LetterColumns {

  private LetterColumns() {}

  /**
   * @param unknown fields that the table does not have by now
   * @throws UndecodableException if a field may be of a column that is called otherwise by now
   */
  static void require(Set<String> unknown, Change missed, CapturedTable target) {
    Set<String> fields = new TreeSet<>(unknown);
    fields.removeAll(target.rules().skipped());
    fields.removeAll(target.rules().formerNames().keySet());
    fields.removeAll(target.mapping().excluded().keySet());
    if (!fields.isEmpty()) {
      throw refused(target, fields + " of it are of no column that the lake has now");
    }
    List<ColumnMapping> columns = target.mapping().columns();
    @Nullable Object[] image = missed.image();
    for (int i = 0; image != null && i < image.length; i++) {
      if (isOfAnother(columns.get(i), image[i], missed.place().log(), target)) {
        throw refused(
            target, columns.get(i).column() + " of it may be of another column than that of now");
      }
    }
  }

  /** True if the stream may leave the contract as it is when columns change at the source. */
  static boolean mayLag(CapturedTable target) {
    return Stream.of(DriftKind.NARROW, DriftKind.WIDEN, DriftKind.DROP, DriftKind.RENAME)
        .map(target.policy()::on)
        .anyMatch(policy -> policy == DriftPolicy.FREEZE || policy == DriftPolicy.DISCARD_VALUE);
  }

  /**
   * Makes sure that the contract's columns are the source's: what the stream does about those that
   * are others by now is nowhere written down.
   *
   * @throws UndecodableException if one is another, or the source does not say
   */
  static void requireCurrent(CapturedTable target, Optional<TableSchema> source) {
    TableIdentity held = target.mapping().identity();
    TableIdentity now = source.map(TableSchema::identity).orElse(null);
    if (held == null || now == null) {
      throw refused(target, "the source does not say which columns it has now");
    }
    held.columns().stream()
        .filter(column -> target.mapping().find(column.name()).isPresent())
        .filter(column -> !now.column(column.id()).filter(column::isDeclaredAs).isPresent())
        .findFirst()
        .ifPresent(
            column -> {
              throw refused(
                  target,
                  "column "
                      + column.name()
                      + " is another than the lake's, and schema_drift"
                      + " leaves the lake as it is");
            });
  }

  /** A value that is no default, of a column that was added or altered after the event. */
  private static boolean isOfAnother(
      ColumnMapping column,
      @Nullable Object value,
      @Nullable LogPlace place,
      CapturedTable target) {
    TableIdentity identity = target.mapping().identity();
    Optional<ColumnIdentity> known =
        identity == null ? Optional.empty() : identity.column(column.column());
    return column.added()
        && place != null
        && known.filter(now -> mayBeLaterThan(place, now, target)).isPresent()
        && value != Unavailable.VALUE
        && !Objects.deepEquals(value, column.addedValue());
  }

  /** A source that does not say which transaction has added a column says nothing of an event. */
  private static boolean mayBeLaterThan(LogPlace place, ColumnIdentity now, CapturedTable target) {
    boolean saysWhen = now.version().chars().allMatch(Character::isDigit);
    return saysWhen && !now.version().isEmpty()
        ? place.beganBefore(Long.parseLong(now.version()))
        : target.rules().dropped().containsKey(now.name());
  }

  private static UndecodableException refused(CapturedTable target, String what) {
    return new UndecodableException(
        ErrorCode.LETTER_IS_OF_AN_EARLIER_TABLE,
        "the table was altered since: "
            + what
            + ". Reload it with "
            + ReloadCommand.of(target)
            + ", or discard the letter if the row does not matter");
  }
}
