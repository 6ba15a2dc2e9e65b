package dev.firn.cdc.testing;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.model.ChangeOperation;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random changes of a few keys, spread over Kafka partitions by their keys as Debezium does it, and
 * read in batches that end at another place in each partition.
 */
public final class SpreadHistory {

  private static final long KEYS = 5;
  private static final TableId TABLE = new TableId("shop", "orders");

  private final Random random;
  private final boolean needsOrder;
  private final List<List<Change>> partitions = new ArrayList<>();
  private final Map<RowKey, List<Object>> rows = new HashMap<>();
  private long lsn = 1000;

  /**
   * @param needsOrder with truncates, and with key changes that leave out values
   */
  public SpreadHistory(Random random, int partitionCount, int steps, boolean needsOrder) {
    this.random = random;
    this.needsOrder = needsOrder;
    for (int i = 0; i < partitionCount; i++) {
      partitions.add(new ArrayList<>());
    }
    for (int i = 0; i < steps; i++) {
      step("note " + i, "photo " + i);
    }
  }

  /** What the source has at the end. */
  public Map<RowKey, List<Object>> rows() {
    return rows;
  }

  private void step(String note, String photo) {
    long committed = lsn;
    long id = random.nextLong(KEYS);
    List<Object> row = rows.get(key(id));
    if (needsOrder && random.nextInt(12) == 0) {
      add(random.nextInt(partitions.size()), committed, ChangeOperation.TRUNCATE, null, null, null);
      rows.clear();
    } else if (row == null) {
      put(committed, ChangeOperation.CREATE, null, List.of(id, note, photo), false);
    } else {
      switch (random.nextInt(5)) {
        case 0 -> delete(committed, id, false);
        case 1 -> move(committed, id, random.nextLong(KEYS), row, photo);
        case 2 -> put(committed, ChangeOperation.UPDATE, null, List.of(id, note, photo), false);
        default ->
            put(committed, ChangeOperation.UPDATE, null, List.of(id, row.get(1), photo), true);
      }
    }
    lsn += 10;
  }

  private void move(long committed, long from, long to, List<Object> row, String photo) {
    if (rows.containsKey(key(to))) {
      return;
    }
    boolean keeps = needsOrder && random.nextBoolean();
    delete(committed, from, true);
    put(committed, ChangeOperation.CREATE, key(from), List.of(to, row.get(1), photo), keeps);
  }

  private void delete(long committed, long id, boolean keyChangeDelete) {
    List<Change> partition = partitions.get(partitionOf(id));
    partition.add(
        new Change(
            place(partitionOf(id), committed),
            ChangeOperation.DELETE,
            key(id),
            null,
            keyChangeDelete,
            null));
    rows.remove(key(id));
  }

  /**
   * @param keepsNote true if the event does not carry the note
   */
  private void put(
      long committed,
      ChangeOperation operation,
      @Nullable RowKey from,
      List<Object> row,
      boolean keepsNote) {
    long id = (Long) row.get(0);
    @Nullable Object[] image = row.toArray();
    if (keepsNote) {
      image[1] = Unavailable.VALUE;
    }
    add(partitionOf(id), committed, operation, key(id), from, image);
    rows.put(key(id), row);
  }

  private void add(
      int partition,
      long committed,
      ChangeOperation operation,
      @Nullable RowKey key,
      @Nullable RowKey from,
      @Nullable Object @Nullable [] image) {
    partitions
        .get(partition)
        .add(new Change(place(partition, committed), operation, key, from, image));
  }

  private EventPlace place(int partition, long committed) {
    return Places.at(partition, partitions.get(partition).size(), lsn++, committed, -1, -1);
  }

  private int partitionOf(long id) {
    return (int) (id % partitions.size());
  }

  private static RowKey key(long id) {
    return OperationSequences.key(id);
  }

  /** All changes in batches, as they are decoded. */
  public List<DecodedChanges> batches() {
    int[] read = new int[partitions.size()];
    List<DecodedChanges> batches = new ArrayList<>();
    boolean more = true;
    while (more) {
      DecodedChunk slice = new DecodedChunk();
      more = false;
      for (int partition = 0; partition < read.length; partition++) {
        List<Change> changes = partitions.get(partition);
        int end = Math.min(changes.size(), read[partition] + random.nextInt(5));
        for (Change change : changes.subList(read[partition], end)) {
          add(slice.of(TABLE), change);
        }
        read[partition] = end;
        more |= end < changes.size();
      }
      batches.add(DecodedChanges.of(List.of(slice.seal(false).of(TABLE))));
    }
    return batches;
  }

  private static void add(DecodedChunk.TableSlice slice, Change change) {
    slice.add(change);
    slice.seen(change.place().partition(), change.place().offset());
  }
}
