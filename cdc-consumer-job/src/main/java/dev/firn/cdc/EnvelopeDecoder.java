package dev.firn.cdc;

import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decodes a batch for all tables in one pass, with what a task must know for it. */
final class EnvelopeDecoder implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Map<TableId, TableMapping> tables;
  private final Map<TableId, FieldRules> rules;
  private final Map<String, TableId> byTopic;
  private final Set<String> unavailable;
  private final Map<TableId, UncertainKeys> uncertain;
  private final Map<TableId, Set<Sighting>> refuted;

  /** Bytes at which a slice has enough. */
  private final long atMost;

  /**
   * @param byTopic for every topic, one of its tables
   * @param unavailable the texts that stand for a value that was not sent
   */
  EnvelopeDecoder(
      Map<TableId, TableMapping> tables, Map<String, TableId> byTopic, Set<String> unavailable) {
    this(tables, Map.of(), byTopic, unavailable, Map.of(), Map.of(), Long.MAX_VALUE);
  }

  /**
   * @param rules of the tables whose events differ from their contracts
   * @param uncertain of the tables that have dead letters
   * @param refuted by table, the values that the source has refuted, with what it has shown of them
   * @param atMost bytes to make of events before the others are left unread; an event that is
   *     larger is read all the same
   */
  EnvelopeDecoder(
      Map<TableId, TableMapping> tables,
      Map<TableId, FieldRules> rules,
      Map<String, TableId> byTopic,
      Set<String> unavailable,
      Map<TableId, UncertainKeys> uncertain,
      Map<TableId, Set<Sighting>> refuted,
      long atMost) {
    this.tables = new HashMap<>(tables);
    this.rules = new HashMap<>(rules);
    this.byTopic = new HashMap<>(byTopic);
    this.unavailable = unavailable;
    this.uncertain = new HashMap<>(uncertain);
    this.refuted = new HashMap<>(refuted);
    this.atMost = atMost;
  }

  /** The same for each of several tasks, which together keep to the bound. */
  EnvelopeDecoder sharedBy(int tasks) {
    return new EnvelopeDecoder(
        tables, rules, byTopic, unavailable, uncertain, refuted, Math.max(1, atMost / tasks));
  }

  /** To be called by a task, for what it reads. */
  SliceDecoder begin() {
    return new SliceDecoder(this, byTopic, atMost);
  }

  /**
   * @return null if the table is not captured
   */
  @Nullable TableDecoder findTable(TableId table) {
    TableMapping mapping = tables.get(table);
    if (mapping == null) {
      return null;
    }
    EnvelopeParser parser =
        new EnvelopeParser(
            mapping, new ValueDecoder(unavailable), rules.getOrDefault(table, FieldRules.NONE));
    return new TableDecoder(
        parser,
        new Lookalikes(mapping, refuted.getOrDefault(table, Set.of())),
        uncertain.getOrDefault(table, new UncertainKeys()));
  }
}
