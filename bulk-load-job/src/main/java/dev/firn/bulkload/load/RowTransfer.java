package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.Failures;
import dev.firn.pace.BoundedTasks;
import dev.firn.retry.Retry;
import dev.firn.source.ReadSession;
import dev.firn.source.SplitRead;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Reads the rows of tables at the instant of a session and writes them into files. */
final class RowTransfer {

  /** From here on a task is worth its cost. */
  private static final long PACK_BYTES = 8L << 20;

  private static final int MAX_TOGETHER = 100;

  private final LoadSystems systems;
  private final ReadSession session;
  private final LoadRun run;
  private final Consumer<TablePlan.Load> splitDone;
  private final SplitTasks tasks;
  private final Retry retry;

  /**
   * @param splitDone told the table whenever one of its slices was written
   */
  RowTransfer(
      LoadSystems systems, ReadSession session, LoadRun run, Consumer<TablePlan.Load> splitDone) {
    this.systems = systems;
    this.session = session;
    this.run = run;
    this.splitDone = splitDone;
    this.tasks = new SplitTasks(systems.spark());
    this.retry = run.retry().whileTrue(session::isAlive);
  }

  /**
   * Writes the rows of a group: those of one table with as many slices at once as were asked for,
   * those of several small ones in one Spark task, one after the other.
   */
  List<Attempted<WrittenTable>> write(List<Attempted<PreparedTable>> group) {
    if (group.size() == 1) {
      return List.of(group.get(0).then(this::writeAlone));
    }
    IdentityHashMap<PreparedTable, Attempted<WrittenTable>> written =
        writeTogether(group.stream().flatMap(table -> table.find().stream()).toList());
    return group.stream()
        .map(
            prepared ->
                prepared.then(table -> Objects.requireNonNull(written.get(table)).orThrow()))
        .toList();
  }

  private WrittenTable writeAlone(PreparedTable table) {
    TablePlan.Load plan = table.plan();
    if (plan.layout().isPlain()) {
      return writeSplits(table);
    }
    String catalog = run.request().source().namespace().catalog();
    return new WrittenTable(
        table,
        new OrderedRows(catalog, plan.layout())
            .write(
                session.read(systems.spark(), plan.mapping(), plan.splits()),
                plan.mapping(),
                table.files()));
  }

  /** A slice that fails for a reason that can pass is read again; the others are kept. */
  private WrittenTable writeSplits(PreparedTable table) {
    TablePlan.Load plan = table.plan();
    List<List<SplitRead>> packs = packs(plan, splits(plan));
    List<SplitTask.Result> done = new ArrayList<>();
    try (BoundedTasks<SplitTask.Result> lanes =
        new BoundedTasks<>(run.request().loadOf(plan.route().source()).splits())) {
      for (List<SplitRead> pack : packs) {
        String what =
            "%s, split %d of %d"
                .formatted(plan.route().source(), pack.get(0).index() + 1, plan.splits().size());
        lanes.submit(() -> writeSplits(table, pack, what));
      }
      lanes.collectInto(done);
      return new WrittenTable(table, done);
    } catch (Exception e) {
      new WrittenTable(table, done).discard();
      throw Failures.unchecked(e);
    }
  }

  /** Small partitions share tasks and files, as small tables do. */
  private static List<List<SplitRead>> packs(TablePlan.Load plan, List<SplitRead> reads) {
    long each = plan.size().bytes() / Math.max(1, reads.size());
    int together =
        plan.hasPartitionsOnly()
            ? (int) Math.max(1, Math.min(MAX_TOGETHER, PACK_BYTES / Math.max(1, each)))
            : 1;
    List<List<SplitRead>> packs = new ArrayList<>();
    for (int from = 0; from < reads.size(); from += together) {
      packs.add(reads.subList(from, Math.min(reads.size(), from + together)));
    }
    return packs;
  }

  private List<SplitRead> splits(TablePlan.Load plan) {
    return session.splitReads(plan.mapping(), plan.splits());
  }

  private SplitTask.Result writeSplits(PreparedTable table, List<SplitRead> pack, String what) {
    try {
      SplitTask.Result result =
          retry.run("read " + what, attempt -> tasks.run(what, task(pack, table)));
      pack.forEach(read -> splitDone.accept(table.plan()));
      return result;
    } catch (RuntimeException e) {
      throw new SplitFailedException(e);
    }
  }

  private IdentityHashMap<PreparedTable, Attempted<WrittenTable>> writeTogether(
      List<PreparedTable> tables) {
    IdentityHashMap<PreparedTable, Attempted<WrittenTable>> written = new IdentityHashMap<>();
    Attempted<List<SplitTasks.Tried>> all =
        Attempted.at(
            () ->
                tasks.runTogether(
                    tables.size() + " small tables",
                    tables.stream().map(this::allSplits).toList()));
    for (int i = 0; i < tables.size(); i++) {
      PreparedTable table = tables.get(i);
      int place = i;
      written.put(table, all.then(tried -> written(table, tried.get(place))));
    }
    return written;
  }

  private SplitTask allSplits(PreparedTable table) {
    return task(splits(table.plan()), table);
  }

  /** Lists of views cannot travel. */
  private static SplitTask task(List<SplitRead> reads, PreparedTable table) {
    return new SplitTask(new ArrayList<>(reads), table.files());
  }

  private WrittenTable written(PreparedTable table, SplitTasks.Tried tried) {
    if (tried.result() == null) {
      throw new IllegalStateException(tried.failure());
    }
    splitDone.accept(table.plan());
    return new WrittenTable(table, List.of(tried.result()));
  }
}
