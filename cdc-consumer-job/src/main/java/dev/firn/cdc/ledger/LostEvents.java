package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.OtherTableException;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.kafka.KafkaTopics.Range;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.lake.LakeTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a table lacks events that Kafka no longer has.
 *
 * <p>The events of a partition come in the order of their commits. So if the load has seen the
 * first that is there, it has seen all that were before it.
 */
final class LostEvents implements StartOffsets.Losses {

  private static final Logger LOG = LoggerFactory.getLogger(LostEvents.class);

  /** A table and how its events are read. */
  public record Reading(LakeTable table, ChangeParser parser) {}

  private final Map<String, Reading> tables;
  private final Set<String> accepted;
  private final KafkaClusterConfig cluster;

  /**
   * @param tables by their names at the source
   * @param accepted the names of those of which the operator knows that they lack nothing
   */
  public LostEvents(Map<String, Reading> tables, Set<String> accepted, KafkaClusterConfig cluster) {
    this.tables = tables;
    this.accepted = accepted;
    this.cluster = cluster;
  }

  @Override
  public boolean losesNothing(String table, TopicPartition partition, Range range) {
    if (isAccepted(table)) {
      LOG.warn(
          "{} goes on without the events of {} before offset {}, as --accept-gap says",
          table,
          partition,
          range.earliest());
      return true;
    }
    Reading reading = tables.get(table);
    if (reading == null || reading.table().state().findReadPoint().isEmpty()) {
      return false;
    }
    EventPlace first = first(reading.parser(), partition, range);
    return first != null && !LedgerFilter.isAfterLoad(reading.table(), first);
  }

  @Override
  public boolean isAccepted(String table) {
    return accepted.contains(table);
  }

  /** The place of the first event that says where it stands in the source's log. */
  private @Nullable EventPlace first(ChangeParser parser, TopicPartition partition, Range range) {
    AtomicReference<@Nullable EventPlace> first = new AtomicReference<>();
    try (KafkaReplay kafka = KafkaReplay.connect(cluster)) {
      kafka.read(
          new OffsetRange(partition, range.earliest(), range.end()),
          event -> {
            EventPlace place = placeOf(parser, event);
            if (place == null || !place.namesTransaction()) {
              return true;
            }
            first.set(place);
            return false;
          });
      return first.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable EventPlace placeOf(ChangeParser parser, KafkaEvent event)
      throws IOException {
    try {
      Change change = parser.parse(event);
      return change == null ? null : change.place();
    } catch (UndecodableException e) {
      return e.placeOf(event);
    } catch (OtherTableException e) {
      return null;
    }
  }
}
