package dev.firn.cdc.sink.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.testing.MemoryTable;
import dev.firn.cdc.testing.OperationSequences;
import dev.firn.cdc.testing.OperationSequences.Scope;
import dev.firn.cdc.testing.OperationSequences.Step;
import dev.firn.cdc.testing.Places;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeReducerTest {

  private static final Object KEPT = Unavailable.VALUE;

  private static RowKey key(long id) {
    return new RowKey(new Object[] {id});
  }

  private static Change change(
      ChangeOperation operation,
      @Nullable RowKey key,
      @Nullable RowKey oldKey,
      @Nullable Object @Nullable [] image) {
    return new Change(Places.at(0, 0, 0, 0, 0, 0), operation, key, oldKey, image);
  }

  private static Change insert(long id, @Nullable Object note, @Nullable Object photo) {
    return change(ChangeOperation.CREATE, key(id), null, new Object[] {id, note, photo});
  }

  private static Change update(long id, @Nullable Object note, @Nullable Object photo) {
    return change(ChangeOperation.UPDATE, key(id), null, new Object[] {id, note, photo});
  }

  private static Change delete(long id) {
    return change(ChangeOperation.DELETE, key(id), null, null);
  }

  private static Change truncate() {
    return change(ChangeOperation.TRUNCATE, null, null, null);
  }

  /** The insert half of a key change. */
  private static Change arrive(long from, long to, @Nullable Object note, @Nullable Object photo) {
    return change(ChangeOperation.CREATE, key(to), key(from), new Object[] {to, note, photo});
  }

  private static NetChanges reduce(Change... changes) {
    return ChangeReducer.reduce(List.of(changes));
  }

  /** Net changes in a form that reads well: key, image and where the rest is kept. */
  private static List<String> net(Change... changes) {
    return reduce(changes).changes().stream().map(ChangeReducerTest::text).toList();
  }

  private static String text(NetChange change) {
    if (change.image() == null) {
      return change.key() + " deleted";
    }
    String image = change.key() + " " + Arrays.toString(change.image());
    return change.valuesFromKey() == null ? image : image + " kept from " + change.valuesFromKey();
  }

  @Test
  void makesNothingOfNothing() {
    assertThat(reduce().isEmpty()).isTrue();
  }

  @Test
  void letsTheLastChangeOfAKeyWin() {
    assertThat(net(insert(1, "a", "b"), update(1, "c", "d"), insert(2, "x", null), delete(2)))
        .containsExactly("[1] [1, c, d]", "[2] deleted");
  }

  @Test
  void readsARowOfASnapshotAsAnInsert() {
    Change read = change(ChangeOperation.READ, key(1), null, new Object[] {1L, "a", "b"});
    assertThat(net(read)).containsExactly("[1] [1, a, b]");
  }

  @Test
  void givesADeletedKeyToTheRowThatComesAfter() {
    assertThat(net(delete(1), insert(1, "a", null))).containsExactly("[1] [1, a, null]");
  }

  @Test
  void carriesValuesForwardInsideABatch() {
    assertThat(net(insert(1, "a", "b"), update(1, KEPT, "c"), update(1, "d", KEPT)))
        .containsExactly("[1] [1, d, c]");
  }

  @Test
  void carriesANullForwardAsANull() {
    assertThat(net(update(1, null, "b"), update(1, KEPT, "c"))).containsExactly("[1] [1, null, c]");
  }

  @Test
  void leavesToTheTableWhatTheBatchDoesNotKnow() {
    assertThat(net(update(1, KEPT, "b"))).containsExactly("[1] [1, VALUE, b] kept from [1]");
    assertThat(net(update(1, KEPT, "b"), update(1, KEPT, KEPT)))
        .containsExactly("[1] [1, VALUE, b] kept from [1]");
  }

  @Test
  void asksTheTableNoMoreOnceAllValuesCame() {
    assertThat(net(update(1, KEPT, "b"), update(1, "a", KEPT))).containsExactly("[1] [1, a, b]");
  }

  @Test
  void carriesValuesAlongAKeyChange() {
    assertThat(net(insert(1, "a", "b"), delete(1), arrive(1, 2, KEPT, "c")))
        .containsExactly("[1] deleted", "[2] [2, a, c]");
  }

  @Test
  void keepsFromTheKeyThatTheTableHasAlongKeyChanges() {
    assertThat(net(delete(1), arrive(1, 2, KEPT, "b"), delete(2), arrive(2, 3, KEPT, KEPT)))
        .containsExactly("[1] deleted", "[2] deleted", "[3] [3, VALUE, b] kept from [1]");
  }

  @Test
  void bringsARowBackToItsKey() {
    assertThat(net(delete(1), arrive(1, 2, KEPT, "b"), delete(2), arrive(2, 1, KEPT, KEPT)))
        .containsExactly("[1] [1, VALUE, b] kept from [1]", "[2] deleted");
  }

  @Test
  void takesAllValuesOfAKeyChangeThatCarriesThem() {
    assertThat(net(insert(1, "a", "b"), delete(1), arrive(1, 2, "c", "d")))
        .containsExactly("[1] deleted", "[2] [2, c, d]");
  }

  @Test
  void swapsTwoKeysByAThird() {
    assertThat(
            net(
                delete(1),
                arrive(1, 9, KEPT, "one"),
                delete(2),
                arrive(2, 1, KEPT, "two"),
                delete(9),
                arrive(9, 2, KEPT, KEPT)))
        .containsExactly(
            "[1] [1, VALUE, two] kept from [2]",
            "[9] deleted",
            "[2] [2, VALUE, one] kept from [1]");
  }

  @Test
  void forgetsWhatCameBeforeATruncate() {
    NetChanges changes = reduce(insert(1, "a", "b"), delete(2), truncate(), insert(3, "c", "d"));
    assertThat(changes.truncated()).isTrue();
    assertThat(changes.changes())
        .extracting(ChangeReducerTest::text)
        .containsExactly("[3] [3, c, d]");
  }

  @Test
  void takesATruncateAloneForAChange() {
    assertThat(reduce(truncate()).isEmpty()).isFalse();
    assertThat(reduce(insert(1, "a", "b"), truncate()).changes()).isEmpty();
    assertThat(reduce(insert(1, "a", "b")).truncated()).isFalse();
  }

  @Test
  void leavesTheImagesOfTheEventsAlone() {
    Change second = update(1, KEPT, "b");
    assertThat(net(insert(1, "a", "b"), second)).containsExactly("[1] [1, a, b]");
    assertThat(second.image()).containsExactly(1L, KEPT, "b");
  }

  @Test
  void refusesAChangeOfARowWithoutAKey() {
    assertThatThrownBy(() -> reduce(change(ChangeOperation.DELETE, null, null, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A change of a row has no key");
  }

  @Test
  void refusesAnUpsertWithoutARow() {
    assertThatThrownBy(() -> reduce(change(ChangeOperation.UPDATE, key(1), null, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("An upsert has no row");
  }

  @Test
  void givesTheStateOfAPlainReplayForAllSequencesOnOneKey() {
    assertThat(replayAll(new Scope(List.of(1L), 5, true))).isGreaterThan(50_000);
  }

  @Test
  void givesTheStateOfAPlainReplayForAllSequencesOfKeyChangesOverTwoKeys() {
    assertThat(replayAll(new Scope(List.of(1L, 2L), 4, false))).isGreaterThan(30_000);
  }

  @Test
  void givesTheStateOfAPlainReplayForAllSequencesOfKeyChangesOverThreeKeys() {
    assertThat(replayAll(new Scope(List.of(1L, 2L, 3L), 3, false))).isGreaterThan(40_000);
  }

  /**
   * Tries every sequence from every first state with every split into batches.
   *
   * @return how many were tried
   */
  private static int replayAll(Scope scope) {
    AtomicInteger tried = new AtomicInteger();
    OperationSequences.forEach(
        scope,
        (start, steps) -> {
          for (int splits = 0; splits < OperationSequences.splits(steps); splits++) {
            assertReplayed(start, steps, splits);
            tried.incrementAndGet();
          }
        });
    return tried.get();
  }

  private static void assertReplayed(
      Map<RowKey, List<Object>> start, List<Step> steps, int splits) {
    MemoryTable table = new MemoryTable(start);
    for (List<Change> batch : OperationSequences.batches(steps, splits)) {
      assertThat(table.apply(ChangeReducer.reduce(batch))).isTrue();
    }
    Map<RowKey, List<Object>> expected = steps.get(steps.size() - 1).after();
    if (!table.rows().equals(expected)) {
      assertThat(table.rows())
          .as("splits %s of %s", splits, OperationSequences.describe(steps))
          .isEqualTo(expected);
    }
  }
}
