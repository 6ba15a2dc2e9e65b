package dev.firn.cdc.deadletter;

import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.decode.UncertainKeys;
import dev.firn.cdc.decode.ValueDecoder;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.RowKey;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.ledger.LedgerFilter;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The dead letters of a source that nobody has retried or discarded yet, and what they leave. */
public final class OpenDeadLetters {

  private final LakeTables lake;
  private final DeadLetters letters;
  private final Set<String> unavailable;

  /** Rows that tables were found to lack in this run. */
  private final Map<TableId, Set<RowKey>> missing = new ConcurrentHashMap<>();

  /**
   * @param unavailable the texts that stand for a value that was not sent
   */
  public OpenDeadLetters(LakeTables lake, DeadLetters letters, Set<String> unavailable) {
    this.lake = lake;
    this.letters = letters;
    this.unavailable = unavailable;
  }

  /** Per table, the keys that its letters leave uncertain; without the tables that have none. */
  public Map<TableId, UncertainKeys> uncertainKeys(Map<TableId, CapturedTable> tables) {
    List<DeadLetterRow> open = letters.open();
    Map<TableId, UncertainKeys> keys = new HashMap<>();
    tables.forEach(
        (id, captured) -> {
          List<DeadLetterRow> ofTable =
              open.stream().filter(letter -> letter.table().equals(id.toString())).toList();
          Set<RowKey> lacking = missing.getOrDefault(id, Set.of());
          if (!ofTable.isEmpty() || !lacking.isEmpty()) {
            UncertainKeys uncertain = uncertainKeys(captured, ofTable);
            uncertain.addMissing(lacking, captured.mapping().hasKey());
            keys.put(id, uncertain);
          }
        });
    return keys;
  }

  /**
   * Whether rows are missing because of letters, open or discarded. Then changes of them become
   * letters from here on.
   *
   * @param rows their keys; without a key, all of their values
   */
  public boolean explain(CapturedTable captured, Collection<RowKey> rows) {
    ChangeParser parser =
        new ChangeParser(captured.mapping(), new ValueDecoder(unavailable), captured.rules());
    Set<@Nullable RowKey> keys =
        letters.unapplied(captured.mapping().source()).stream()
            .map(letter -> parser.findKey(letter.event()))
            .collect(Collectors.toCollection(HashSet::new));
    // Of a letter without a key that can be read, nobody knows whose it is.
    boolean explained = keys.contains(null) || (!keys.isEmpty() && keys.containsAll(rows));
    if (explained) {
      missing
          .computeIfAbsent(captured.mapping().source(), id -> ConcurrentHashMap.newKeySet())
          .addAll(rows);
    }
    return explained;
  }

  private UncertainKeys uncertainKeys(CapturedTable captured, List<DeadLetterRow> ofTable) {
    LakeTable table = lake.open(captured.id());
    ChangeParser parser =
        new ChangeParser(captured.mapping(), new ValueDecoder(unavailable), captured.rules());
    UncertainKeys keys = new UncertainKeys();
    for (DeadLetterRow letter : ofTable) {
      // What a later load has seen is settled, though the letter is still open.
      if (LedgerFilter.isAfterLoad(table, place(parser, letter.event()))) {
        keys.add(parser, letter.event());
      }
    }
    return keys;
  }

  private static EventPlace place(ChangeParser parser, KafkaEvent event) {
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
