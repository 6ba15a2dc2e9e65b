package dev.firn.cdc.decode;

import dev.firn.cdc.decode.DecodedChunk.TableSlice;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.OtherTableException;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.model.ReadPoint;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decodes the events of one table, in their order. */
final class TableDecoder {

  private final ChangeParser parser;
  private final AmbiguityCheck ambiguities;
  private final UncertainKeys uncertain;
  private final @Nullable ReadPoint load;
  private final Set<String> unknownFields = new TreeSet<>();

  /**
   * @param uncertain what earlier batches have left so
   * @param load where the table was read; null if it was not
   */
  TableDecoder(
      ChangeParser parser,
      AmbiguityCheck ambiguities,
      UncertainKeys uncertain,
      @Nullable ReadPoint load) {
    this.load = load;
    this.parser = parser;
    this.ambiguities = ambiguities;
    this.uncertain = uncertain.copy();
  }

  /**
   * @throws OtherTableException if the event is another table's that shares the topic
   */
  void decode(KafkaEvent event, TableSlice part) {
    try {
      Change change = parser.parse(event);
      if (change != null) {
        note(event, change.place(), part);
        uncertain.requireKnown(change);
        AmbiguityCheck.Checked checked = ambiguities.check(change);
        part.add(checked.ambiguous());
        part.add(checked.change());
      }
    } catch (UndecodableException e) {
      // What the load has seen of a row is in it, whether the event can be read or not.
      if (!e.placeOf(event).isSeenBy(load)) {
        uncertain.add(parser, event);
      }
      note(event, e.placeOf(event), part);
      part.add(DeadLetter.of(event, e.placeOf(event), e.reason()));
      e.unfit().forEach(part::add);
    } catch (OtherTableException e) {
      throw e;
    } catch (RuntimeException | IOException e) {
      // Whatever the bytes are, they must not end the stream for all that comes behind them.
      uncertain.add(parser, event);
      part.add(
          DeadLetter.of(
              event,
              EventPlace.unknown(event.partition(), event.offset()),
              ErrorCode.FIRN_HAS_FAILED.before(
                  "it cannot be decoded, which is a bug of Firn: " + e)));
    }
    part.seen(event);
  }

  private void note(KafkaEvent event, EventPlace place, TableSlice part) {
    // What the load has seen is not applied, under whatever names.
    if (!parser.unknownFields().isEmpty() && !place.isSeenBy(load)) {
      unknownFields.addAll(parser.unknownFields());
    }
    if (!event.headers().hasFirnSettings()) {
      part.doubts().isUnproven(place);
    }
    String lacking = parser.lacking();
    if (lacking != null) {
      part.doubts().lacks(lacking, place);
    }
  }

  @Nullable String connectorVersion() {
    return parser.connectorVersion();
  }

  /** Fields of events that the load has not seen, which the contract does not know. */
  Set<String> unknownFields() {
    return unknownFields;
  }
}
