package dev.firn.cdc.decode;

import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.model.SourceLog.PlaceReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parts of an event as they are found, in whatever order they come. */
final class Envelope {

  @Nullable String operation;
  @Nullable String schema;
  @Nullable String table;
  @Nullable String database;
  @Nullable Object @Nullable [] after;

  /** Read only for a table without a key, whose rows nothing else can tell. */
  @Nullable Object @Nullable [] before;

  /** Where in the event's bytes the row before it stands; empty if it has none. */
  private long beforeBegins;

  private long beforeEnds;

  void beforeStands(long from, long end) {
    beforeBegins = from;
    beforeEnds = end;
  }

  /** The row before the change as it was sent; null if there is none. */
  @Nullable String textBefore(byte[] event) {
    return beforeEnds <= beforeBegins
        ? null
        : new String(
            event,
            Math.toIntExact(beforeBegins),
            Math.toIntExact(beforeEnds - beforeBegins),
            StandardCharsets.UTF_8);
  }

  /** Why the row cannot be read; it counts only if the event is this table's. */
  @Nullable UndecodableException failure;

  /** Why nobody knows what the event is, not even whose. */
  @Nullable UndecodableException doubt;

  /** A column's value cannot be read; others may need room as well. */
  void fails(UndecodableException why) {
    failure = failure == null ? why : why.with(failure.unfit());
  }

  /** Parts that an event has once. */
  enum Part {
    OPERATION,
    AFTER,
    SOURCE,
    SCHEMA,
    TABLE
  }

  private int met;

  /** Fields that the contract does not know; almost no event has any. */
  private List<String> unknownFields = List.of();

  /** A field with the name of a column that was dropped, and the numbers of its neighbours. */
  static final class DroppedName {
    final String field;

    /** The highest number of a column that comes before it, or -1. */
    final int before;

    /** The lowest number of a column that comes behind it. */
    int behind = Integer.MAX_VALUE;

    DroppedName(String field, int before) {
      this.field = field;
      this.before = before;
    }
  }

  private List<DroppedName> dropped = List.of();

  /** How many of them are of an earlier row of the event. */
  private int droppedBefore;

  final PlaceReader place;
  long sourceMillis = -1;

  Envelope(PlaceReader place) {
    this.place = place;
  }

  /** Of two values nobody knows which is meant. */
  void meets(Part part) {
    int bit = 1 << part.ordinal();
    if ((met & bit) != 0) {
      doubt =
          new UndecodableException(
              ErrorCode.EVENT_IS_BROKEN,
              "it has its " + part.name().toLowerCase(Locale.ROOT) + " twice");
    }
    met |= bit;
  }

  /** A column's place in the row that is read, by the source's own number of it. */
  private int newest = -1;

  /** A field that comes behind one of a later column; null if there is none. */
  @Nullable String misplaced;

  /** A field of a column that the row has under another name already; null if there is none. */
  @Nullable String exchanged;

  void beginRow() {
    newest = -1;
    droppedBefore = dropped.size();
  }

  /**
   * @param column the source's own number of it, or -1
   * @param isDropped true if the source has no more column of that name
   */
  void comesTo(String field, int column, boolean isDropped) {
    for (int i = droppedBefore; column >= 0 && i < dropped.size(); i++) {
      dropped.get(i).behind = Math.min(dropped.get(i).behind, column);
    }
    if (isDropped) {
      addDropped(field);
    }
    if (column >= 0 && column < newest) {
      misplaced = field;
    }
    newest = Math.max(newest, column);
  }

  void addUnknownField(String field) {
    if (unknownFields.isEmpty()) {
      unknownFields = new ArrayList<>();
    }
    unknownFields.add(field);
  }

  List<String> unknownFields() {
    return unknownFields;
  }

  private void addDropped(String field) {
    if (dropped.isEmpty()) {
      dropped = new ArrayList<>();
    }
    dropped.add(new DroppedName(field, newest));
  }

  List<DroppedName> dropped() {
    return dropped;
  }

  EventPlace place(KafkaEvent event) {
    return new EventPlace(event.partition(), event.offset(), place.place(), sourceMillis);
  }
}
