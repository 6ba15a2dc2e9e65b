package dev.firn.cdc;

import dev.firn.lake.ControlTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table {@code _cdc_dead_letter} of a namespace. */
final class LetterBox {

  private static final String TABLE = "_cdc_dead_letter";

  private final ControlTable table;

  private LetterBox(ControlTable table) {
    this.table = table;
  }

  static LetterBox open(LakeTables lake, String catalog, List<String> namespace) {
    LakeTableId id = new LakeTableId(catalog, namespace, TABLE);
    return new LetterBox(lake.controlTable(id, StoredLetter.SCHEMA));
  }

  /** Keeps the letters where nobody sees them until they are {@link #admit admitted}. */
  String stage(List<StoredLetter> letters) {
    return table.stage(letters.stream().map(StoredLetter::toRow).toList());
  }

  /**
   * @return false if what was staged is gone
   */
  boolean admit(String staged, String batch) {
    return table.admit(staged, StoredLetter.BATCH, batch);
  }

  /** The letters of a source, in the order in which they must be retried. */
  List<StoredLetter> letters(String source) {
    return table.rows().stream()
        .map(StoredLetter::fromRow)
        .filter(letter -> letter.source().equals(source))
        .sorted(
            java.util.Comparator.comparing((StoredLetter letter) -> letter.letter().topic())
                .thenComparing(letter -> letter.letter().place().partition())
                .thenComparing(letter -> letter.letter().place().offset()))
        .toList();
  }

  long open(String source) {
    return table.rows(List.of(StoredLetter.SOURCE, StoredLetter.STATE)).stream()
        .filter(row -> source.equals(row[0]) && LetterState.OPEN.stored().equals(row[1]))
        .count();
  }

  /** Notes what became of letters, in one commit. */
  void end(Collection<StoredLetter> letters, LetterState how, Instant at) {
    if (letters.isEmpty()) {
      return;
    }
    Map<String, StoredLetter> ended =
        letters.stream().collect(Collectors.toMap(LetterBox::identity, letter -> letter));
    table.update(
        rows ->
            rows.stream()
                .map(StoredLetter::fromRow)
                .map(
                    letter ->
                        letter.isOpen() && ended.containsKey(identity(letter))
                            ? letter.ended(how, at)
                            : letter)
                .map(StoredLetter::toRow)
                .toList());
  }

  /** Offsets repeat when a topic is made anew; batches do not. */
  static String identity(StoredLetter letter) {
    return letter.batch() + "/" + letter.id();
  }
}
