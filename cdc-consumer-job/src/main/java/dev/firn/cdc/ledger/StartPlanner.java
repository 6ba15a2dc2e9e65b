package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.decode.ValueDecoder;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.KafkaTopics;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.error.ConfigException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.model.LakeTableId;
import dev.firn.schema.UnavailableValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Decides by the ledgers of a source's tables where its stream goes on. */
public final class StartPlanner {

  private final String source;
  private final LakeTables lake;
  private final KafkaTopics topics;
  private final KafkaClusterConfig cluster;
  private final Set<String> acceptedGaps;
  private final RunProgress progress;

  /**
   * @param progress is told where the stream begins for each table
   * @param acceptedGaps source names of tables of which the operator knows that they lack none of
   *     the events that Kafka has lost
   */
  public StartPlanner(
      LakeTables lake,
      RunProgress progress,
      KafkaTopics topics,
      KafkaClusterConfig cluster,
      Set<String> acceptedGaps) {
    this.source = progress.run().stream();
    this.lake = lake;
    this.progress = progress;
    this.topics = topics;
    this.cluster = cluster;
    this.acceptedGaps = acceptedGaps;
  }

  /**
   * Where the lake tables go on; if Kafka has lost events that they do not lack, they note it.
   *
   * @param topicOf the topic of a table
   * @param subscribed the topics that are there
   * @param cannot is told of each table that cannot go on while others do
   * @throws dev.firn.error.DataGapException if events are gone that every table needs
   * @throws ConfigException if a gap is accepted of a table that the lake does not have
   */
  public StartOffsets plan(
      Collection<CapturedTable> tables,
      Function<CapturedTable, String> topicOf,
      Collection<String> subscribed,
      BiConsumer<CapturedTable, RuntimeException> cannot) {
    Map<String, String> ids = topics.ids(subscribed);
    TableLedger ledgers = new TableLedger(source);
    Set<String> unavailable = UnavailableValue.markers(source);
    Map<String, RequiredOffsets> needs = new TreeMap<>();
    Map<String, CapturedTable> named = new HashMap<>();
    Map<String, LostEvents.Reading> readings = new HashMap<>();
    Set<String> known = new HashSet<>();
    Map<LakeTableId, LakeTable> held =
        lake.findAll(tables.stream().map(CapturedTable::id).toList());
    for (CapturedTable captured : tables) {
      String name = name(captured, named.keySet());
      named.put(name, captured);
      String topic = topicOf.apply(captured);
      LakeTable table = held.get(captured.id());
      if (table == null) {
        needs.put(name, new RequiredOffsets(Ledger.empty(topic)));
        continue;
      }
      known.add(name);
      RequiredOffsets need;
      try {
        need = ledgers.need(table, topic, ids.getOrDefault(topic, ""));
      } catch (RuntimeException e) {
        cannot.accept(captured, e);
        continue;
      }
      needs.put(name, need);
      progress.begin(table, need.ledger());
      readings.put(
          name,
          new LostEvents.Reading(
              table,
              new ChangeParser(
                  captured.mapping(), new ValueDecoder(unavailable), captured.rules())));
    }
    requireKnown(known);
    StartOffsets start =
        StartOffsets.of(
            source,
            needs,
            topics.ranges(subscribed),
            ids,
            new LostEvents(readings, accepted(named), cluster));
    start
        .begun()
        .forEach(
            (name, begun) -> {
              CapturedTable captured = Objects.requireNonNull(named.get(name));
              String topic = topicOf.apply(captured);
              try {
                ledgers.begin(lake.open(captured.id()), topic, ids.getOrDefault(topic, ""), begun);
              } catch (RuntimeException e) {
                cannot.accept(captured, e);
              }
            });
    start
        .gaps()
        .forEach(
            (name, gap) ->
                cannot.accept(
                    Objects.requireNonNull(named.get(name)),
                    GapErrors.tablesCannotGoOn(List.of(gap))));
    return start;
  }

  /** The source's name of a table; what other sinks keep of it goes by its own. */
  private static String name(CapturedTable captured, Set<String> taken) {
    String name = captured.mapping().source().name();
    return taken.contains(name) ? captured.id().toString() : name;
  }

  /** What an operator knows of a source table is true of everything that is kept of it. */
  private Set<String> accepted(Map<String, CapturedTable> named) {
    Set<String> accepted = new HashSet<>();
    named.forEach(
        (name, captured) -> {
          if (acceptedGaps.contains(captured.mapping().source().name())) {
            accepted.add(name);
          }
        });
    return accepted;
  }

  private void requireKnown(Set<String> known) {
    for (String name : acceptedGaps) {
      if (!known.contains(name)) {
        throw StreamErrors.acceptedGapIsOfNoTable(source, name);
      }
    }
  }
}
