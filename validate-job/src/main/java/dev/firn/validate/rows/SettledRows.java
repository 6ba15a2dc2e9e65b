package dev.firn.validate.rows;

import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.content.RowImages;
import dev.firn.validate.stream.StreamProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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
 * wrong; if they are not, the row is looked at once more.
 */
public final class SettledRows {

  private static final int MAX_ROUNDS = 6;

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
   * @return empty if the stream does not come so far in time, so that nobody can tell, or if the
   *     table is gone
   */
  public Optional<Settled> settle(
      LakeTableId id, TableMapping compared, Collection<RowKey> suspects) {
    KeyedLook look = new KeyedLook(spark, database, compared);
    Set<RowKey> open = new LinkedHashSet<>(suspects);
    List<RowKey> differing = new ArrayList<>();
    RowImages source = null;
    RowImages inLake = null;
    Round before = null;
    for (int round = 0; round < MAX_ROUNDS && !open.isEmpty(); round++) {
      Optional<TableSchema> table = look(compared.source());
      if (table.isEmpty()) {
        return Optional.empty();
      }
      try (ReadSession session = database.openReadSession(List.of(table.get()))) {
        RowImages now = look.atSource(session, table.get(), open);
        if (before != null) {
          Round seen = before;
          open.removeIf(key -> seen.lake().isSame(key, now));
          List<RowKey> proven =
              open.stream().filter(key -> seen.source().isSame(key, now)).toList();
          if (!proven.isEmpty()) {
            differing.addAll(proven);
            source = now.with(source);
            inLake = seen.lake().with(inLake);
            proven.forEach(open::remove);
          }
        }
        if (!open.isEmpty()) {
          if (!stream.await(id, session.readPoint().position())) {
            return Optional.empty();
          }
          RowImages lakeNow = look.inLake(lake.open(id), open);
          open.removeIf(key -> lakeNow.isSame(key, now));
          before = new Round(now, lakeNow);
        }
      }
    }
    return Optional.of(settled(look, suspects, differing, open, source, inLake));
  }

  /** What differs at this moment, whatever the stream is about to bring; empty if it is gone. */
  public Optional<Settled> now(LakeTableId id, TableMapping compared, Collection<RowKey> keys) {
    KeyedLook look = new KeyedLook(spark, database, compared);
    Optional<TableSchema> table = look(compared.source());
    if (table.isEmpty()) {
      return Optional.empty();
    }
    try (ReadSession session = database.openReadSession(List.of(table.get()))) {
      RowImages source = look.atSource(session, table.get(), keys);
      RowImages inLake = look.inLake(lake.open(id), keys);
      List<RowKey> differing = keys.stream().filter(key -> !inLake.isSame(key, source)).toList();
      return Optional.of(settled(look, keys, differing, Set.of(), source, inLake));
    }
  }

  private static Settled settled(
      KeyedLook look,
      Collection<RowKey> suspects,
      List<RowKey> differing,
      Set<RowKey> moving,
      @Nullable RowImages source,
      @Nullable RowImages inLake) {
    return new Settled(
        differing,
        List.copyOf(moving),
        suspects.size() - differing.size() - moving.size(),
        source == null ? look.none() : source,
        inLake == null ? look.none() : inLake);
  }

  private Optional<TableSchema> look(TableId table) {
    return database.look(List.of(table)).find(table);
  }
}
