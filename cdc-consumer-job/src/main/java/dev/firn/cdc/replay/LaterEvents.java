package dev.firn.cdc.replay;

import dev.firn.cdc.deadletter.DeadLetterRow;
import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.OtherTableException;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.ledger.RepeatedEvents;
import dev.firn.lake.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The events of a Kafka partition behind a dead letter, as far as the table has applied them. */
final class LaterEvents {

  private final KafkaReplay kafka;
  private final ChangeParser parser;
  private final OffsetRange range;
  private final Change missed;
  private final boolean hasKey;

  /**
   * @param missed what the letter's event is
   * @param hasKey true if the table has one
   * @param ledger of the letter's table
   */
  LaterEvents(
      KafkaReplay kafka,
      ChangeParser parser,
      DeadLetterRow letter,
      Change missed,
      boolean hasKey,
      Ledger ledger) {
    this.kafka = kafka;
    this.parser = parser;
    this.missed = missed;
    this.hasKey = hasKey;
    EventPlace place = letter.letter().place();
    long from = place.offset() + 1;
    this.range =
        new OffsetRange(
            new TopicPartition(letter.letter().topic(), place.partition()),
            from,
            ledger.next().getOrDefault(place.partition(), from));
  }

  Change missed() {
    return missed;
  }

  /** Those that Kafka no longer has; null if it has all. */
  @Nullable OffsetRange lost() {
    long earliest = kafka.earliest(range.partition());
    boolean complete = range.from() >= range.end() || earliest <= range.from();
    return complete
        ? null
        : new OffsetRange(range.partition(), range.from(), Math.min(earliest, range.end()));
  }

  /** How many the topic has. */
  int partitions() {
    return kafka.partitions(range.partition().topic());
  }

  /**
   * Hands over the table's changes, in order and each once, and the events that are dead letters of
   * their own.
   */
  void replay(Consumer<Change> later, Consumer<KafkaEvent> unreadable) {
    RepeatedEvents repeated = RepeatedEvents.following(missed);
    // Without a key, Kafka spreads what comes again over the partitions in another way.
    boolean inOrder = hasKey || partitions() <= 1;
    try {
      kafka.read(
          range,
          event -> {
            Change change = findChange(event, unreadable);
            if (change != null && !(inOrder && repeated.isRepeat(change, event.headers().run()))) {
              later.accept(change);
            }
            return true;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Change findChange(KafkaEvent event, Consumer<KafkaEvent> unreadable)
      throws IOException {
    try {
      return parser.parse(event);
    } catch (UndecodableException e) {
      unreadable.accept(event);
      return null;
    } catch (OtherTableException e) {
      // The tables share the topic.
      return null;
    }
  }
}
