package dev.firn.cdc.deadletter;

import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.decode.UncertainKeys;
import dev.firn.cdc.decode.ValueDecoder;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.ledger.LedgerFilter;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.ChangeOperation;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
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

  /** Rows that tables were found to lack, until they have them or no letter explains it. */
  private final Map<TableId, Set<RowKey>> missing = new ConcurrentHashMap<>();

  /** The state of the letters that explained them last. */
  private long explainedBy = -1;

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
    forgetExplained(tables);
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
    Set<@Nullable RowKey> keys = unappliedKeys(captured);
    // Of a letter without a key that can be read, nobody knows whose it is.
    boolean explained = keys.contains(null) || (!keys.isEmpty() && keys.containsAll(rows));
    if (explained) {
      missing
          .computeIfAbsent(captured.mapping().source(), id -> ConcurrentHashMap.newKeySet())
          .addAll(rows);
    }
    return explained;
  }

  private Set<@Nullable RowKey> unappliedKeys(CapturedTable captured) {
    ChangeParser parser =
        new ChangeParser(captured.mapping(), new ValueDecoder(unavailable), captured.rules());
    return letters.unapplied(captured.mapping().source()).stream()
        .map(letter -> parser.findKey(letter.event()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** A letter that was retried since has brought its row. */
  private void forgetExplained(Map<TableId, CapturedTable> tables) {
    if (missing.isEmpty()) {
      return;
    }
    long version = letters.version();
    if (version == explainedBy) {
      return;
    }
    explainedBy = version;
    missing.forEach(
        (id, lacking) -> {
          CapturedTable captured = tables.get(id);
          Set<@Nullable RowKey> keys = captured == null ? new HashSet<>() : unappliedKeys(captured);
          if (!keys.contains(null)) {
            lacking.retainAll(keys);
          }
        });
    missing.values().removeIf(Set::isEmpty);
  }

  /**
   * To be called when changes of a table were applied: a row that one has brought whole is there
   * again, and after a truncate none is missing.
   */
  public void applied(TableId table, List<Change> changes) {
    Set<RowKey> lacking = missing.get(table);
    if (lacking == null) {
      return;
    }
    for (Change change : changes) {
      RowKey key = change.key();
      if (change.operation() == ChangeOperation.TRUNCATE) {
        lacking.clear();
      } else if (key != null && !change.lacksValues()) {
        lacking.remove(key);
      }
    }
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
