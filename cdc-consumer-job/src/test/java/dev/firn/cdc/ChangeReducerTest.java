package dev.firn.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.ChangeOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    return new Change(new EventPlace(0, 0, 0, 0, 0, 0), operation, key, oldKey, image);
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
    return change.keptFrom() == null ? image : image + " kept from " + change.keptFrom();
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
    assertThat(replayAll(new Scope(List.of(1L, 2L), 5, false))).isGreaterThan(50_000);
  }

  @Test
  void givesTheStateOfAPlainReplayForAllSequencesOfKeyChangesOverThreeKeys() {
    assertThat(replayAll(new Scope(List.of(1L, 2L, 3L), 4, false))).isGreaterThan(50_000);
  }

  /**
   * Which sequences are tried: all legal ones of up to so many steps.
   *
   * @param everyUpdate with all ways in which an update can leave out values, and with truncates
   */
  private record Scope(List<Long> keys, int steps, boolean everyUpdate) {}

  /** One thing that a source does, with its events and the table after it. */
  private record Step(List<Change> events, Map<RowKey, List<Object>> after) {}

  /**
   * Tries every sequence from every first state with every split into batches.
   *
   * @return how many were tried
   */
  private static int replayAll(Scope scope) {
    int tried = 0;
    for (int present = 0; present < 1 << scope.keys().size(); present++) {
      Map<RowKey, List<Object>> start = new HashMap<>();
      for (int i = 0; i < scope.keys().size(); i++) {
        if ((present >> i & 1) == 1) {
          long id = scope.keys().get(i);
          start.put(key(id), List.of(id, "old note " + id, "old photo " + id));
        }
      }
      tried += replayFrom(start, start, List.of(), scope);
    }
    return tried;
  }

  private static int replayFrom(
      Map<RowKey, List<Object>> start,
      Map<RowKey, List<Object>> now,
      List<Step> done,
      Scope scope) {
    int tried = 0;
    for (int splits = 0; !done.isEmpty() && splits < 1 << (done.size() - 1); splits++) {
      assertReplayed(start, now, done, splits);
      tried++;
    }
    if (done.size() == scope.steps()) {
      return tried;
    }
    for (Step next : legalSteps(now, done.size(), scope)) {
      List<Step> longer = Stream.concat(done.stream(), Stream.of(next)).toList();
      tried += replayFrom(start, next.after(), longer, scope);
    }
    return tried;
  }

  /**
   * @param splits bit i is set if a batch ends behind step i
   */
  private static void assertReplayed(
      Map<RowKey, List<Object>> start,
      Map<RowKey, List<Object>> expected,
      List<Step> steps,
      int splits) {
    Map<RowKey, List<Object>> table = new HashMap<>(start);
    List<Change> batch = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      batch.addAll(steps.get(i).events());
      if ((splits >> i & 1) == 1 || i == steps.size() - 1) {
        apply(ChangeReducer.reduce(batch), table, steps);
        batch.clear();
      }
    }
    if (!table.equals(expected)) {
      assertThat(table).as("splits %s of %s", splits, describe(steps)).isEqualTo(expected);
    }
  }

  /** What the merge does, in memory. */
  private static void apply(NetChanges net, Map<RowKey, List<Object>> table, List<Step> steps) {
    Map<RowKey, List<Object>> before = net.truncated() ? Map.of() : Map.copyOf(table);
    if (net.truncated()) {
      table.clear();
    }
    Set<RowKey> keys = new HashSet<>();
    for (NetChange change : net.changes()) {
      if (!keys.add(change.key())) {
        throw new AssertionError("Two net changes of " + change.key() + " in " + describe(steps));
      }
      @Nullable Object[] image = change.image();
      if (image == null) {
        table.remove(change.key());
        continue;
      }
      List<Object> held = change.keptFrom() == null ? null : before.get(change.keptFrom());
      List<Object> row = new ArrayList<>();
      for (int i = 0; i < image.length; i++) {
        if (image[i] != KEPT) {
          row.add(image[i]);
        } else if (held != null) {
          row.add(held.get(i));
        } else {
          throw new AssertionError(
              "Nothing to keep for " + text(change) + " in " + describe(steps));
        }
      }
      table.put(change.key(), row);
    }
  }

  private static List<Step> legalSteps(Map<RowKey, List<Object>> now, int number, Scope scope) {
    List<Step> steps = new ArrayList<>();
    String note = "note " + number;
    String photo = "photo " + number;
    for (long id : scope.keys()) {
      List<Object> row = now.get(key(id));
      if (row == null) {
        steps.add(step(now, null, List.of(id, note, photo), insert(id, note, photo)));
        continue;
      }
      steps.add(step(now, key(id), null, delete(id)));
      steps.add(step(now, null, List.of(id, row.get(1), photo), update(id, KEPT, photo)));
      if (scope.everyUpdate()) {
        steps.add(step(now, null, List.of(id, note, photo), update(id, note, photo)));
        steps.add(step(now, null, List.of(id, note, row.get(2)), update(id, note, KEPT)));
        steps.add(step(now, null, row, update(id, KEPT, KEPT)));
      }
      for (long to : scope.keys()) {
        if (to != id && !now.containsKey(key(to))) {
          steps.add(
              step(
                  now,
                  key(id),
                  List.of(to, row.get(1), photo),
                  delete(id),
                  arrive(id, to, KEPT, photo)));
          steps.add(
              step(
                  now,
                  key(id),
                  List.of(to, row.get(1), row.get(2)),
                  delete(id),
                  arrive(id, to, KEPT, KEPT)));
        }
      }
    }
    if (scope.everyUpdate()) {
      steps.add(new Step(List.of(truncate()), Map.of()));
    }
    return steps;
  }

  private static Step step(
      Map<RowKey, List<Object>> before,
      @Nullable RowKey gone,
      @Nullable List<Object> row,
      Change... events) {
    Map<RowKey, List<Object>> after = new HashMap<>(before);
    if (gone != null) {
      after.remove(gone);
    }
    if (row != null) {
      after.put(key((Long) row.get(0)), row);
    }
    return new Step(List.of(events), after);
  }

  private static String describe(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> step.events().stream())
        .map(event -> event.operation() + " " + event.key() + " " + Arrays.toString(event.image()))
        .collect(Collectors.joining(", "));
  }
}
