package dev.firn.cdc.decode;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.model.TableId;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one task made of the events that it has read, compact enough to be sent to the driver. */
public final class DecodedChunk implements Serializable {

  private static final long serialVersionUID = 1L;

  /** One table's part of the slice. */
  public static final class TableSlice implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_BYTES = 4096;

    private final Map<Integer, Long> ends = new HashMap<>();
    private final Set<String> unknownFields = new TreeSet<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, UnfitNumber> unfitNumbers = new TreeMap<>();
    private final Set<AmbiguousValue> lookalikes = new HashSet<>();
    private final ConnectorRuns runs = new ConnectorRuns();
    private final Doubts doubts = new Doubts();
    private transient Output buffer = new Output(FIRST_BYTES, -1);
    private byte[] bytes = new byte[0];
    private transient int seenPartition = -1;
    private transient long seenEnd;
    private int count;
    private long letterBytes;
    private boolean lacksValues;

    public void add(Change change) {
      int begin = buffer.position();
      try {
        ChangeCodec.write(buffer, change);
      } catch (RuntimeException e) {
        buffer.setPosition(begin);
        throw e;
      }
      count++;
      lacksValues |= change.lacksValues();
    }

    public void add(DeadLetter letter) {
      deadLetters.add(letter);
      letterBytes += letter.bytes();
    }

    /** Bytes so far. */
    long size() {
      return buffer.position() + letterBytes;
    }

    /** Counts the event as seen, whatever became of it. */
    public void seen(int partition, long offset) {
      // Events come partition by partition: one number is changed more often than the map.
      if (partition != seenPartition) {
        noteSeen();
        seenPartition = partition;
      }
      seenEnd = Math.max(seenEnd, offset + 1);
    }

    private void noteSeen() {
      if (seenEnd > 0) {
        ends.merge(seenPartition, seenEnd, Math::max);
        seenEnd = 0;
      }
    }

    void seen(KafkaEvent event) {
      seen(event.partition(), event.offset());
      runs.seen(event.partition(), event.offset(), event.headers().run());
      runs.sentAt(event.timestamp());
    }

    void addVersion(@Nullable String ofConnector) {
      runs.addVersion(ofConnector);
    }

    void addUnknownFields(Set<String> fields) {
      unknownFields.addAll(fields);
    }

    public void add(UnfitNumber number) {
      unfitNumbers.merge(number.column(), number, UnfitNumber::and);
    }

    public void add(List<AmbiguousValue> sightings) {
      lookalikes.addAll(sightings);
    }

    private void seal() {
      noteSeen();
      bytes = buffer.toBytes();
      buffer = new Output(bytes);
    }

    List<Change> changes() {
      List<Change> changes = new ArrayList<>(count);
      Input in = new Input(bytes);
      for (int i = 0; i < count; i++) {
        changes.add(ChangeCodec.read(in));
      }
      return changes;
    }

    Map<Integer, Long> ends() {
      noteSeen();
      return ends;
    }

    Set<String> unknownFields() {
      return unknownFields;
    }

    public List<DeadLetter> deadLetters() {
      return deadLetters;
    }

    Map<String, UnfitNumber> unfitNumbers() {
      return unfitNumbers;
    }

    ConnectorRuns runs() {
      return runs;
    }

    Doubts doubts() {
      return doubts;
    }

    Set<AmbiguousValue> lookalikes() {
      return lookalikes;
    }

    /** True if a change leaves out values. */
    public boolean lacksValues() {
      return lacksValues;
    }
  }

  private final Map<TableId, TableSlice> tables = new HashMap<>();
  private final Set<TableId> unknownTables = new HashSet<>();
  private final List<OffsetRange> read = new ArrayList<>();
  private final Set<String> namelessTopics = new HashSet<>();
  private boolean full;

  public TableSlice of(TableId table) {
    return tables.computeIfAbsent(table, id -> new TableSlice());
  }

  void addUnknown(TableId table) {
    unknownTables.add(table);
  }

  /** Notes that all events of the range are in the slice. */
  public void add(OffsetRange range) {
    read.add(range);
  }

  /** Of a topic of which no table is known, an event that does not say whose it is. */
  void addNameless(String topic) {
    namelessTopics.add(topic);
  }

  /**
   * To be called once, when everything was added.
   *
   * @param isFull true if events were left to another slice because it has enough
   */
  public DecodedChunk seal(boolean isFull) {
    full = isFull;
    tables.values().forEach(TableSlice::seal);
    return this;
  }

  /** True if it has enough, though there may have been more to read. */
  public boolean isFull() {
    return full;
  }

  public Map<TableId, TableSlice> tables() {
    return tables;
  }

  public Set<TableId> unknownTables() {
    return unknownTables;
  }

  /** The events that are in the slice, of each Kafka partition in their order. */
  public List<OffsetRange> read() {
    return read;
  }

  public Set<String> namelessTopics() {
    return namelessTopics;
  }
}
