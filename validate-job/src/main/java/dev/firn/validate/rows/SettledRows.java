package dev.firn.validate.rows;

import dev.firn.lake.LakeTables;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.model.LakeTableId;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.source.mark.Mark;
import dev.firn.validate.content.RowImages;
import dev.firn.validate.rows.KeyedLook.AtSource;
import dev.firn.validate.stream.StreamProgress;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Tells rows that differ from those that the stream was about to bring.
 *
 * <p>The rows are read at the source, then, once the stream has applied all that was committed by
 * then, in the lake, then at the source again. What the lake shows in between is a state of the row
 * that the source had between its two looks. So if these are the same and the lake is not, it is
 * wrong, unless the row was changed and changed back meanwhile: so that has to be seen twice. If
 * they are not the same, the row is looked at once more.
 */
public final class SettledRows {

  private static final int MAX_ROUNDS = 12;
  private static final int PROOFS = 2;

  private final SparkSession spark;
  private final SourceDatabase database;
  private final LakeTables lake;
  private final StreamProgress stream;

  public SettledRows(
      SparkSession spark, SourceDatabase database, LakeTables lake, StreamProgress stream) {
    this.spark = spark;
    this.database = database;
    this.lake = lake;
    this.stream = stream;
  }

  /** What both sides had at the end of a round. */
  private record Round(RowImages source, RowImages lake) {}

  /**
   * @param compared the columns that are looked at, and a key
   * @param suspects keys of rows that were not the same
   * @return empty if nobody can tell: the stream does not come so far in time, rows cannot be read
   *     by their keys, or the table is gone
   */
  public Optional<Settled> settle(
      LakeTableId id, TableMapping compared, Collection<RowKey> suspects) {
    if (!compared.canNameRows()) {
      return Optional.empty();
    }
    KeyedLook look = new KeyedLook(spark, database, compared);
    Set<RowKey> open = new LinkedHashSet<>(suspects);
    Map<RowKey, Integer> proofs = new HashMap<>();
    Settled.Collected wrong = new Settled.Collected(look.none(), look.none());
    Round before = null;
    for (int round = 0; round < MAX_ROUNDS && !open.isEmpty(); round++) {
      Optional<AtSource> there = look.atSource(open);
      if (there.isEmpty()) {
        return Optional.empty();
      }
      judge(before, there.get().rows(), open, proofs, wrong);
      Optional<Round> now = lakeAfter(id, look, there.get(), open);
      if (now.isEmpty()) {
        return Optional.empty();
      }
      before = now.get();
    }
    return Optional.of(wrong.settled(suspects, open));
  }

  /** Ends what the second look of a round has decided. */
  private static void judge(
      @Nullable Round last,
      RowImages source,
      Set<RowKey> open,
      Map<RowKey, Integer> proofs,
      Settled.Collected wrong) {
    if (last == null) {
      return;
    }
    open.removeIf(key -> last.lake().isSame(key, source));
    for (RowKey key : List.copyOf(open)) {
      if (!last.source().isSame(key, source)) {
        proofs.remove(key);
      } else if (proofs.merge(key, 1, Integer::sum) >= PROOFS) {
        wrong.add(key, source, last.lake());
        open.remove(key);
      }
    }
  }

  private Optional<Round> lakeAfter(
      LakeTableId id, KeyedLook look, AtSource there, Set<RowKey> open) {
    if (open.isEmpty()) {
      return Optional.of(new Round(there.rows(), look.none()));
    }
    if (!stream.await(lake.open(id), there.position())) {
      return Optional.empty();
    }
    RowImages here = LostRaceException.whileReading(id, () -> look.inLake(lake.open(id), open));
    open.removeIf(key -> here.isSame(key, there.rows()));
    return Optional.of(new Round(there.rows(), here));
  }

  /**
   * What differs at this moment but for the rows that the next read by a bookmark brings.
   *
   * @param zone of values of the bookmark that have none
   * @return empty if nobody can tell
   */
  public Optional<Settled> withoutDue(
      LakeTableId id, TableMapping compared, Collection<RowKey> keys, Mark mark, ZoneId zone) {
    return new KeyedLook(spark, database, compared)
        .due(keys, mark, zone)
        .flatMap(
            due -> now(id, compared, keys.stream().filter(key -> !due.contains(key)).toList()));
  }

  /** What differs at this moment, whatever may be about to come; empty if the table is gone. */
  public Optional<Settled> now(LakeTableId id, TableMapping compared, Collection<RowKey> keys) {
    KeyedLook look = new KeyedLook(spark, database, compared);
    RowImages here = LostRaceException.whileReading(id, () -> look.inLake(lake.open(id), keys));
    return look.atSource(keys)
        .map(
            there -> {
              Settled.Collected wrong = new Settled.Collected(look.none(), look.none());
              for (RowKey key : keys) {
                if (!here.isSame(key, there.rows())) {
                  wrong.add(key, there.rows(), here);
                }
              }
              return wrong.settled(keys, Set.of());
            });
  }
}
