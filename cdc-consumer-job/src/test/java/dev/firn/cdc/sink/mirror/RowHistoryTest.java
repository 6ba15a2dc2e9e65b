package dev.firn.cdc.sink.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.testing.MemoryTable;
import dev.firn.cdc.testing.OperationSequences;
import dev.firn.cdc.testing.OperationSequences.Scope;
import dev.firn.cdc.testing.OperationSequences.Step;
import dev.firn.config.DeleteMode;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RowHistoryTest {

  @Test
  void aRetriedChangeLeavesWhatItsOwnPlaceWouldHaveLeftOnOneKey() {
    assertThat(retryAll(new Scope(List.of(1L), 5, true))).isGreaterThan(15_000);
  }

  @Test
  void aRetriedChangeLeavesWhatItsOwnPlaceWouldHaveLeftOverKeyChanges() {
    assertThat(retryAll(new Scope(List.of(1L, 2L, 3L), 4, false))).isGreaterThan(15_000);
  }

  /** Misses each change of each sequence in turn, and retries it at the end. */
  private static int retryAll(Scope scope) {
    AtomicInteger tried = new AtomicInteger();
    OperationSequences.forEach(
        scope,
        (start, steps) -> {
          List<Change> changes = steps.stream().flatMap(step -> step.events().stream()).toList();
          for (int missed = 0; missed < changes.size(); missed++) {
            if (changes.get(missed).operation() != ChangeOperation.TRUNCATE
                && isRetried(start, steps, changes, missed)) {
              tried.incrementAndGet();
            }
          }
        });
    return tried.get();
  }

  /**
   * @return false if the stream cannot go on without the change, so that nothing is behind it
   */
  private static boolean isRetried(
      Map<RowKey, List<Object>> start, List<Step> steps, List<Change> changes, int missed) {
    MemoryTable table = new MemoryTable(start);
    for (int i = 0; i < changes.size(); i++) {
      if (i != missed && !table.apply(ChangeReducer.reduce(List.of(changes.get(i))))) {
        return false;
      }
    }
    RowHistory lineage = new RowHistory(changes.get(missed), DeleteMode.HARD);
    new ArrayList<>(changes).subList(missed + 1, changes.size()).forEach(lineage::follow);
    String what = "change " + missed + " of " + OperationSequences.describe(steps);
    NetChanges net = lineage.net();
    if (lineage.lacksValues(net)) {
      assertThat(changes.get(missed).oldKey()).as(what).isNotNull();
      return false;
    }
    assertThat(table.apply(net)).as(what).isTrue();
    Map<RowKey, List<Object>> expected = steps.get(steps.size() - 1).after();
    if (!table.rows().equals(expected)) {
      assertThat(table.rows()).as(what).isEqualTo(expected);
    }
    return true;
  }
}
