package dev.firn.cdc.decode;

import dev.firn.cdc.event.EventOrigin;
import dev.firn.cdc.event.FieldRules;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a batch for all tables in one pass, with what a task must know for it. Events are decoded
 * in the same way by decoders that are equal.
 *
 * @param rules of the tables whose events differ from their contracts
 * @param byTopic for every topic, one of its tables
 * @param unavailable the texts that stand for a value that was not sent
 * @param uncertain of the tables that have dead letters
 * @param loads the read points of the tables that were loaded
 * @param refuted by table, the values that the source has refuted, with what it has shown of them
 * @param origin who sends the events
 * @param atMost bytes to make of events before the others are left unread; an event that is larger
 *     is read all the same
 */
public record DecoderSettings(
    Map<TableId, TableMapping> tables,
    Map<TableId, FieldRules> rules,
    Map<String, TableId> byTopic,
    Set<String> unavailable,
    Map<TableId, UncertainKeys> uncertain,
    Map<TableId, ReadPoint> loads,
    Map<TableId, Set<AmbiguousValue>> refuted,
    EventOrigin origin,
    long atMost)
    implements Serializable {

  public DecoderSettings {
    tables = Map.copyOf(tables);
    rules = Map.copyOf(rules);
    byTopic = Map.copyOf(byTopic);
    uncertain = Map.copyOf(uncertain);
    loads = Map.copyOf(loads);
    refuted = Map.copyOf(refuted);
  }

  /** For tables of which nothing is known but their contracts. */
  public DecoderSettings(
      Map<TableId, TableMapping> tables, Map<String, TableId> byTopic, Set<String> unavailable) {
    this(tables, byTopic, unavailable, Map.of());
  }

  /** The same for tables that were loaded. */
  public DecoderSettings(
      Map<TableId, TableMapping> tables,
      Map<String, TableId> byTopic,
      Set<String> unavailable,
      Map<TableId, ReadPoint> loads) {
    this(
        tables,
        Map.of(),
        byTopic,
        unavailable,
        Map.of(),
        loads,
        Map.of(),
        EventOrigin.UNKNOWN,
        Long.MAX_VALUE);
  }

  /** The same for each of several tasks, which together keep to the bound. */
  public DecoderSettings sharedBy(int tasks) {
    return new DecoderSettings(
        tables,
        rules,
        byTopic,
        unavailable,
        uncertain,
        loads,
        refuted,
        origin,
        Math.max(1, atMost / tasks));
  }

  /** To be called by a task, for what it reads. */
  public ChunkDecoder begin() {
    return new ChunkDecoder(this, byTopic, atMost);
  }

  /**
   * @return null if the table is not captured
   */
  @Nullable TableDecoder findTable(TableId table) {
    TableMapping mapping = tables.get(table);
    if (mapping == null) {
      return null;
    }
    ChangeParser parser =
        new ChangeParser(
            mapping,
            new ValueDecoder(unavailable),
            rules.getOrDefault(table, FieldRules.NONE),
            origin);
    return new TableDecoder(
        parser,
        new AmbiguityCheck(mapping, refuted.getOrDefault(table, Set.of())),
        uncertain.getOrDefault(table, new UncertainKeys()),
        loads.get(table));
  }
}
