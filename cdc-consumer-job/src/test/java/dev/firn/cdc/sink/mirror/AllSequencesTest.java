package dev.firn.cdc.sink.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.testing.OperationSequences;
import dev.firn.cdc.testing.OperationSequences.Scope;
import dev.firn.cdc.testing.OperationSequences.Step;
import dev.firn.cdc.testing.OrderChanges;
import dev.firn.config.ChangePolicy;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * All sequences of changes in all batch splits through the whole path to a real table: each
 * sequence and split has keys of its own, so that a few batches hold them all.
 */
class AllSequencesTest {

  private final OrderChanges orders = new OrderChanges(List.of("id"), ChangePolicy.defaults());
  private final Map<Long, List<Object>> expected = new HashMap<>();
  private final List<List<Change>> batches = new ArrayList<>();
  private long worlds;

  @Test
  void leaveWhatAPlainReplayLeavesOnOneKey() {
    OperationSequences.forEach(new Scope(List.of(1L), 5, true), this::addInAllSplits);
    applyAll();
    assertThat(worlds).isGreaterThan(10_000);
  }

  @Test
  void leaveWhatAPlainReplayLeavesOverKeyChanges() {
    OperationSequences.forEach(new Scope(List.of(1L, 2L), 3, false), this::addInAllSplits);
    applyAll();
    assertThat(worlds).isGreaterThan(2_000);
  }

  private void addInAllSplits(Map<RowKey, List<Object>> start, List<Step> steps) {
    boolean truncates =
        steps.stream()
            .flatMap(step -> step.events().stream())
            .anyMatch(change -> change.operation() == ChangeOperation.TRUNCATE);
    if (truncates) {
      // It would empty the other worlds too.
      return;
    }
    for (int splits = 0; splits < OperationSequences.splits(steps); splits++) {
      add(start, steps, splits, 10 * worlds++);
    }
  }

  private void add(Map<RowKey, List<Object>> start, List<Step> steps, int splits, long base) {
    int batch = 0;
    for (List<Object> row : start.values()) {
      at(batch).add(orders.insert((Long) row.get(0) + base, row.get(1), row.get(2)));
    }
    for (List<Change> events : OperationSequences.batches(steps, splits)) {
      batch++;
      for (Change change : events) {
        at(batch).add(shifted(change, base));
      }
    }
    for (List<Object> row : steps.get(steps.size() - 1).after().values()) {
      long id = (Long) row.get(0) + base;
      expected.put(id, List.of(id, row.get(1), row.get(2)));
    }
  }

  private List<Change> at(int batch) {
    while (batches.size() <= batch) {
      batches.add(new ArrayList<>());
    }
    return batches.get(batch);
  }

  private static Change shifted(Change change, long base) {
    @Nullable Object[] image = change.image() == null ? null : change.image().clone();
    if (image != null) {
      Object id = Objects.requireNonNull(image[0]);
      image[0] = (Long) id + base;
    }
    return new Change(
        change.place(),
        change.operation(),
        key(change.key(), base),
        key(change.oldKey(), base),
        change.keyChangeDelete(),
        image);
  }

  private static @Nullable RowKey key(@Nullable RowKey key, long base) {
    if (key == null) {
      return null;
    }
    Object id = Objects.requireNonNull(key.value(0));
    return OrderChanges.key((Long) id + base);
  }

  private void applyAll() {
    for (List<Change> batch : batches) {
      orders.apply(
          batch.stream()
              .map(
                  change ->
                      new Change(
                          orders.place(),
                          change.operation(),
                          change.key(),
                          change.oldKey(),
                          change.keyChangeDelete(),
                          change.image()))
              .toArray(Change[]::new));
    }
    Map<Long, List<Object>> rows = new HashMap<>();
    Set<Long> doubled = new HashSet<>();
    for (Row row : orders.spark.table(orders.id.quoted()).collectAsList()) {
      if (rows.put(row.getLong(0), List.of(row.get(0), row.get(1), row.get(2))) != null) {
        doubled.add(row.getLong(0));
      }
    }
    assertThat(doubled).isEmpty();
    Set<Long> different =
        rows.entrySet().stream()
            .filter(row -> !row.getValue().equals(expected.get(row.getKey())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(different).isEmpty();
    assertThat(rows).hasSameSizeAs(expected);
  }
}
