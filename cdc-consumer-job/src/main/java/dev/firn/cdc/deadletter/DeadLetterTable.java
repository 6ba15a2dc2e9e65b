package dev.firn.cdc.deadletter;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table {@code _cdc_dead_letter} of a namespace. */
public final class DeadLetterTable {

  private static final String TABLE = "_cdc_dead_letter";

  private final ControlTable<DeadLetterRow> table;

  private DeadLetterTable(ControlTable<DeadLetterRow> table) {
    this.table = table;
  }

  public static DeadLetterTable open(LakeTables lake, SourceNamespace namespace) {
    LakeTableId id = namespace.table(TABLE);
    return new DeadLetterTable(lake.controlTable(id, DeadLetterRow.ROWS));
  }

  /** Keeps the letters where nobody sees them until they are {@link #admit admitted}. */
  String stage(List<DeadLetterRow> letters) {
    return table.stage(letters);
  }

  /**
   * @return false if what was staged is gone
   */
  boolean admit(String staged, String batch) {
    return table.admit(staged, DeadLetterRow.BATCH, batch);
  }

  /** The letters of a source, in the order in which they must be retried. */
  public List<DeadLetterRow> letters(String source) {
    return table.rows().stream()
        .filter(letter -> letter.source().equals(source))
        .sorted(
            java.util.Comparator.comparing((DeadLetterRow letter) -> letter.letter().topic())
                .thenComparing(letter -> letter.letter().place().partition())
                .thenComparing(letter -> letter.letter().place().offset()))
        .toList();
  }

  /** Another number after every change. */
  long version() {
    return table.version();
  }

  /**
   * Forgets letters, in one commit.
   *
   * @return how many were there
   */
  public int remove(Collection<DeadLetterRow> letters) {
    Set<String> removed =
        letters.stream().map(DeadLetterTable::identity).collect(Collectors.toSet());
    if (removed.isEmpty()) {
      return 0;
    }
    table.update(
        rows -> rows.stream().filter(letter -> !removed.contains(identity(letter))).toList());
    return removed.size();
  }

  public long open(String source) {
    return table.select(DeadLetterRow.SOURCE, DeadLetterRow.STATE).stream()
        .filter(row -> source.equals(row.find(DeadLetterRow.SOURCE)))
        .filter(row -> DeadLetterState.OPEN.stored().equals(row.find(DeadLetterRow.STATE)))
        .count();
  }

  /** Notes what became of letters, in one commit. */
  public void end(Collection<DeadLetterRow> letters, DeadLetterState how, Instant at) {
    if (letters.isEmpty()) {
      return;
    }
    Map<String, DeadLetterRow> ended =
        letters.stream().collect(Collectors.toMap(DeadLetterTable::identity, letter -> letter));
    table.update(
        rows ->
            rows.stream()
                .map(
                    letter ->
                        letter.isOpen() && ended.containsKey(identity(letter))
                            ? letter.ended(how, at)
                            : letter)
                .toList());
  }

  /** Offsets repeat when a topic is recreated; batches do not. */
  public static String identity(DeadLetterRow letter) {
    return letter.batch() + "/" + letter.id();
  }
}
