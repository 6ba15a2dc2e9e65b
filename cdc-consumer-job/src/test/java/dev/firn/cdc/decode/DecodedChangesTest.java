package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.testing.Places;
import dev.firn.model.ChangeOperation;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecodedChangesTest {

  private static final long NONE = -1;

  private static Change change(int partition, long offset, long lsn, long commitLsn) {
    return new Change(
        Places.at(partition, offset, lsn, commitLsn, NONE, NONE),
        ChangeOperation.DELETE,
        new RowKey(new Object[] {offset}),
        null,
        null);
  }

  /** One task's part, as the driver gets it. */
  private static DecodedChunk.TableSlice slice(Change... changes) {
    DecodedChunk slice = new DecodedChunk();
    TableId table = new TableId("shop", "orders");
    for (Change change : changes) {
      slice.of(table).add(change);
      slice.of(table).seen(change.place().partition(), change.place().offset());
    }
    return slice.seal(false).of(table);
  }

  private static List<String> order(DecodedChunk.TableSlice... slices) {
    return DecodedChanges.of(Arrays.asList(slices)).changes().stream()
        .map(change -> change.place().partition() + ":" + change.place().offset())
        .toList();
  }

  @Test
  void ordersAPartitionByOffsetAndNotByLogPosition() {
    assertThat(
            order(slice(change(0, 7, 100, 40)), slice(change(0, 5, 900, 20), change(0, 6, 50, 30))))
        .containsExactly("0:5", "0:6", "0:7");
  }

  @Test
  void ordersPartitionsByWhatTheSourceCommittedFirst() {
    assertThat(
            order(
                slice(change(0, 1, 11, 10), change(0, 2, 31, 30)),
                slice(change(1, 1, 21, 20), change(1, 2, 41, 40))))
        .containsExactly("0:1", "1:1", "0:2", "1:2");
  }

  @Test
  void prefersTheCommitToTheEventsOwnPosition() {
    assertThat(order(slice(change(0, 1, 5, 90)), slice(change(1, 1, 60, 50))))
        .containsExactly("1:1", "0:1");
  }

  @Test
  void takesTheEventsOwnPositionIfNoCommitIsTold() {
    assertThat(order(slice(change(0, 1, 30, NONE)), slice(change(1, 1, 20, 20))))
        .containsExactly("1:1", "0:1");
  }

  @Test
  void neverLetsAnotherPartitionBreakTheOrderOfOffsets() {
    assertThat(
            order(
                slice(change(0, 1, 50, 50), change(0, 2, 10, 10), change(0, 3, 70, 70)),
                slice(change(1, 1, 60, 60))))
        .containsExactly("0:1", "0:2", "1:1", "0:3");
  }

  @Test
  void comparesPositionsAsUnsignedNumbers() {
    assertThat(order(slice(change(0, 1, 1, Long.MIN_VALUE)), slice(change(1, 1, 1, 5))))
        .containsExactly("1:1", "0:1");
  }

  @Test
  void collectsWhatAllTasksHaveSeen() {
    DecodedChunk.TableSlice first = slice(change(0, 1, 1, 1), change(1, 8, 2, 2));
    DecodedChunk.TableSlice second = slice(change(0, 4, 3, 3));
    DeadLetter letter =
        new DeadLetter(
            "shop.shop.orders", EventPlace.unknown(2, 5), null, null, EventHeaders.NONE, "broken");
    first.add(letter);
    first.seen(2, 5);
    first.addUnknownFields(Set.of("colour"));
    second.addUnknownFields(Set.of("size", "colour"));
    DecodedChanges decoded = DecodedChanges.of(List.of(second, first));
    assertThat(decoded.ends()).isEqualTo(Map.of(0, 5L, 1, 9L, 2, 6L));
    assertThat(decoded.unknownFields()).containsExactlyInAnyOrder("colour", "size");
    assertThat(decoded.deadLetters()).containsExactly(letter);
  }

  @Test
  void makesNothingOfNothing() {
    DecodedChanges decoded = DecodedChanges.of(List.of());
    assertThat(decoded.changes()).isEmpty();
    assertThat(decoded.ends()).isEmpty();
  }
}
