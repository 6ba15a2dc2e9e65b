package dev.firn.validate.rows;

import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.NewRows;
import dev.firn.lake.TableDelta;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.keys.HeldRows;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourcePosition;
import dev.firn.retry.Retry;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.content.RowImages;
import dev.firn.validate.rows.KeyedLook.AtSource;
import dev.firn.validate.stream.StreamProgress;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings rows of the lake to what the source has.
 *
 * <p>The rows are looked for in the lake, then read at the source; then the stream is waited for,
 * until all is applied that was committed by then. A row of the lake that is still the same one, in
 * the same place, was not touched by anything that the stream has applied meanwhile, so the
 * source's row is what the lake should have: also if the table has moved on since by other rows.
 * What comes later is applied to what the source had before it. Where the lake has no row that
 * could tell, the source is asked once more, behind the snapshot on which the row is to be written;
 * what it has still, or again, may be written. Each commit is refused if the table has moved since
 * it was opened last; then only what has moved is looked at before the next try.
 */
public final class RowRepair {

  /** The summary of a snapshot that repaired rows says which run of the validation it was. */
  public static final String SUMMARY = "firn.repair";

  /** In one commit, so that it is over before the stream moves the table on. */
  private static final int MAX_KEYS = 1000;

  /** How often keys are begun with again whose rows were written anew meanwhile. */
  private static final int MAX_ROUNDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(RowRepair.class);

  private final SparkSession spark;
  private final SourceDatabase database;
  private final LakeTables lake;
  private final StreamProgress stream;
  private final String run;
  private final Retry races;
  private final Clock clock;

  /**
   * @param run of the validation
   * @param races how often it is tried again if the table has moved
   */
  public RowRepair(
      SparkSession spark,
      SourceDatabase database,
      LakeTables lake,
      StreamProgress stream,
      String run,
      Retry races,
      Clock clock) {
    this.spark = spark;
    this.database = database;
    this.lake = lake;
    this.stream = stream;
    this.run = run;
    this.races = races;
    this.clock = clock;
  }

  /**
   * @param compared all columns of the contract, and a key; what only the lake has of a row stays
   * @param keys of the rows
   * @param keepsExtra true if rows may stay that the source does not have any more
   * @return rows that were wrong and are not any more
   */
  public long repair(LakeTableId id, TableMapping compared, List<RowKey> keys, boolean keepsExtra) {
    KeyedLook look = new KeyedLook(spark, database, compared);
    long repaired = 0;
    for (int from = 0; from < keys.size(); from += MAX_KEYS) {
      Set<RowKey> open =
          new LinkedHashSet<>(keys.subList(from, Math.min(keys.size(), from + MAX_KEYS)));
      for (int round = 0; round < MAX_ROUNDS && !open.isEmpty(); round++) {
        Optional<Round> begun = begin(id, look, List.copyOf(open), keepsExtra);
        if (begun.isEmpty()) {
          return repaired;
        }
        open.clear();
        repaired += begun.get().present(open);
        repaired += begun.get().absent(open);
      }
    }
    return repaired;
  }

  /** Empty if nobody can tell what is right: the table is gone, or the stream is not in time. */
  private Optional<Round> begin(
      LakeTableId id, KeyedLook look, List<RowKey> keys, boolean keepsExtra) {
    LakeTable table = lake.open(id);
    HeldRows held = LostRaceException.whileReading(id, () -> look.held(table, keys));
    return look.atSource(keys)
        .filter(there -> isApplied(table, there.position()))
        .map(
            there ->
                new Round(
                    id,
                    look,
                    keys,
                    held,
                    look.images(table.schema(), keys, held),
                    there,
                    keepsExtra));
  }

  private boolean isApplied(LakeTable table, SourcePosition position) {
    return stream.of(table) == StreamProgress.State.NONE || stream.await(table, position);
  }

  /** Keys, what both sides had of them, and what came of it. */
  private final class Round {
    private final LakeTableId id;
    private final KeyedLook look;
    private final List<RowKey> keys;
    private final HeldRows first;
    private final RowImages here;
    private final AtSource there;
    private final boolean keepsExtra;
    private HeldRows newest;

    /**
     * @param first what the lake had before the source was asked
     * @param here the same as it is compared
     * @param there what the source had, all of which the stream has applied by now
     */
    Round(
        LakeTableId id,
        KeyedLook look,
        List<RowKey> keys,
        HeldRows first,
        RowImages here,
        AtSource there,
        boolean keepsExtra) {
      this.id = id;
      this.look = look;
      this.keys = keys;
      this.first = first;
      this.here = here;
      this.there = there;
      this.keepsExtra = keepsExtra;
      this.newest = first;
    }

    /**
     * Rows of which the lake has one.
     *
     * @param moved gets keys of which it has another by now, or none any more
     */
    long present(Set<RowKey> moved) {
      List<RowKey> wrong = wrong(key -> here.count(key) > 0);
      return published(wrong, moved, untouched -> untouched);
    }

    /**
     * Rows of which the lake has none.
     *
     * @param moved gets keys of which there is one by now, or of which the source has another
     */
    long absent(Set<RowKey> moved) {
      List<RowKey> wrong = wrong(key -> here.count(key) == 0);
      return published(
          wrong,
          moved,
          untouched -> {
            RowImages now = look.atSource(untouched).map(AtSource::rows).orElseGet(look::none);
            return untouched.stream().filter(key -> there.rows().isSame(key, now)).toList();
          });
    }

    private List<RowKey> wrong(Predicate<RowKey> which) {
      return keys.stream()
          .filter(which)
          .filter(key -> !here.isSame(key, there.rows()))
          .filter(key -> !keepsExtra || there.rows().count(key) > 0)
          .toList();
    }

    private long published(
        List<RowKey> wrong, Set<RowKey> moved, UnaryOperator<List<RowKey>> proof) {
      if (wrong.isEmpty()) {
        return 0;
      }
      Set<RowKey> right =
          new LinkedHashSet<>(
              races.run(
                  "repair " + id,
                  attempt -> LostRaceException.whileReading(id, () -> once(wrong, proof))));
      wrong.stream().filter(key -> !right.contains(key)).forEach(moved::add);
      return right.stream().mapToLong(key -> there.rows().differing(key, here)).sum();
    }

    private List<RowKey> once(List<RowKey> wrong, UnaryOperator<List<RowKey>> proof) {
      LakeTable table = lake.open(id);
      if (!isOfContract(table, look.compared())) {
        return List.of();
      }
      newest = look.held(table, keys, newest);
      List<RowKey> proven =
          proof.apply(wrong.stream().filter(key -> newest.isUntouched(key, first)).toList());
      if (!proven.isEmpty()) {
        publish(table, look.compared(), newest, proven, there.rows());
        LOG.info(
            "Repaired {} keys of {} as of {} {}",
            proven.size(),
            id,
            there.position().name(),
            there.position().text());
      }
      return proven;
    }
  }

  /** False if columns came or went meanwhile, or if the table lacks more than rows by now. */
  private static boolean isOfContract(LakeTable table, TableMapping compared) {
    return table.state().findGap().isEmpty()
        && table
            .state()
            .findContract()
            .filter(held -> held.columns().equals(compared.columns()))
            .filter(held -> held.key().equals(compared.key()))
            .isPresent();
  }

  private void publish(
      LakeTable table, TableMapping compared, HeldRows held, List<RowKey> proven, RowImages there) {
    TableDelta delta = table.delta();
    new NewRows(compared, table.schema(), clock.instant()).write(delta, proven, held, there::rows);
    delta.publish(Map.of(SUMMARY, run), Map.of());
  }
}
