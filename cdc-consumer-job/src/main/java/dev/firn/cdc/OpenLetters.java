package dev.firn.cdc;

import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dead letters of a source that nobody has retried or discarded yet, and what they leave. */
final class OpenLetters {

  private final LakeTables lake;
  private final List<StoredLetter> letters;
  private final Set<String> unavailable;

  /**
   * @param unavailable the texts that stand for a value that was not sent
   */
  OpenLetters(LakeTables lake, List<StoredLetter> letters, Set<String> unavailable) {
    this.lake = lake;
    this.letters = letters;
    this.unavailable = unavailable;
  }

  /** Per table, the keys that its letters leave uncertain; without the tables that have none. */
  Map<TableId, UncertainKeys> uncertainKeys(Map<TableId, CapturedTable> tables) {
    Map<TableId, UncertainKeys> keys = new HashMap<>();
    tables.forEach(
        (id, captured) -> {
          List<StoredLetter> ofTable =
              letters.stream().filter(letter -> letter.table().equals(id.toString())).toList();
          if (!ofTable.isEmpty()) {
            keys.put(id, uncertainKeys(captured, ofTable));
          }
        });
    return keys;
  }

  private UncertainKeys uncertainKeys(CapturedTable captured, List<StoredLetter> ofTable) {
    ReadPoint point =
        lake.open(captured.id())
            .findProperty(TableProperty.READ_POINT)
            .map(ReadPoint::parse)
            .orElse(null);
    LedgerFilter loaded = new LedgerFilter(Ledger.empty(""), point);
    EnvelopeParser parser =
        new EnvelopeParser(captured.mapping(), new ValueDecoder(unavailable), captured.rules());
    UncertainKeys keys = new UncertainKeys();
    for (StoredLetter letter : ofTable) {
      // What a later load has seen is settled, though the letter is still open.
      if (loaded.isFresh(place(parser, letter.event()))) {
        keys.add(parser, letter.event());
      }
    }
    return keys;
  }

  private static EventPlace place(EnvelopeParser parser, KafkaEvent event) {
    try {
      Change change = parser.parse(event);
      return change == null
          ? EventPlace.unknown(event.partition(), event.offset())
          : change.place();
    } catch (UndecodableException e) {
      return e.placeOf(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
