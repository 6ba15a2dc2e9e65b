package dev.firn.cdc.testing;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All legal sequences of changes on a few keys, from every first state. */
public final class OperationSequences {

  private static final Object KEPT = Unavailable.VALUE;
  private static final EventPlace PLACE = Places.at(0, 0, 0, 0, 0, 0);

  /**
   * Which sequences there are: all legal ones of up to so many steps.
   *
   * @param everyUpdate with all ways in which an update can leave out values, and with truncates
   */
  public record Scope(List<Long> keys, int steps, boolean everyUpdate) {}

  /** One thing that a source does, with its events and the table after it. */
  public record Step(List<Change> events, Map<RowKey, List<Object>> after) {}

  /**
   * The events of the steps in batches; a batch can also end between the halves of a key change.
   *
   * @param splits bit i is set if a batch ends behind event i
   */
  public static List<List<Change>> batches(List<Step> steps, int splits) {
    List<List<Change>> batches = new ArrayList<>();
    batches.add(new ArrayList<>());
    int event = 0;
    for (Step step : steps) {
      for (Change change : step.events()) {
        batches.get(batches.size() - 1).add(change);
        if ((splits >> event++ & 1) == 1) {
          batches.add(new ArrayList<>());
        }
      }
    }
    return batches;
  }

  /** How many ways there are to split the events into batches. */
  public static int splits(List<Step> steps) {
    return 1 << (steps.stream().mapToInt(step -> step.events().size()).sum() - 1);
  }

  private OperationSequences() {}

  /** Hands over the first state and the steps of every sequence of at least one step. */
  public static void forEach(
      Scope scope, BiConsumer<Map<RowKey, List<Object>>, List<Step>> sequence) {
    for (int present = 0; present < 1 << scope.keys().size(); present++) {
      Map<RowKey, List<Object>> start = new HashMap<>();
      for (int i = 0; i < scope.keys().size(); i++) {
        if ((present >> i & 1) == 1) {
          long id = scope.keys().get(i);
          start.put(key(id), List.of(id, "old note " + id, "old photo " + id));
        }
      }
      forEach(start, start, List.of(), scope, sequence);
    }
  }

  private static void forEach(
      Map<RowKey, List<Object>> start,
      Map<RowKey, List<Object>> now,
      List<Step> done,
      Scope scope,
      BiConsumer<Map<RowKey, List<Object>>, List<Step>> sequence) {
    if (!done.isEmpty()) {
      sequence.accept(start, done);
    }
    if (done.size() == scope.steps()) {
      return;
    }
    for (Step next : legalSteps(now, done.size(), scope)) {
      List<Step> longer = Stream.concat(done.stream(), Stream.of(next)).toList();
      forEach(start, next.after(), longer, scope, sequence);
    }
  }

  static RowKey key(long id) {
    return new RowKey(new Object[] {id});
  }

  private static Change change(
      ChangeOperation operation,
      @Nullable RowKey key,
      @Nullable RowKey oldKey,
      @Nullable Object @Nullable [] image) {
    return new Change(PLACE, operation, key, oldKey, image);
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
                  depart(id),
                  arrive(id, to, KEPT, photo)));
          steps.add(
              step(
                  now,
                  key(id),
                  List.of(to, row.get(1), row.get(2)),
                  depart(id),
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

  private static Change insert(long id, Object note, Object photo) {
    return change(ChangeOperation.CREATE, key(id), null, new Object[] {id, note, photo});
  }

  private static Change update(long id, Object note, Object photo) {
    return change(ChangeOperation.UPDATE, key(id), null, new Object[] {id, note, photo});
  }

  private static Change delete(long id) {
    return change(ChangeOperation.DELETE, key(id), null, null);
  }

  /** The delete half of a key change. */
  private static Change depart(long id) {
    return new Change(PLACE, ChangeOperation.DELETE, key(id), null, true, null);
  }

  private static Change truncate() {
    return change(ChangeOperation.TRUNCATE, null, null, null);
  }

  /** The insert half of a key change. */
  private static Change arrive(long from, long to, Object note, Object photo) {
    return change(ChangeOperation.CREATE, key(to), key(from), new Object[] {to, note, photo});
  }

  public static String describe(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> step.events().stream())
        .map(event -> event.operation() + " " + event.key() + " " + Arrays.toString(event.image()))
        .collect(Collectors.joining(", "));
  }
}
