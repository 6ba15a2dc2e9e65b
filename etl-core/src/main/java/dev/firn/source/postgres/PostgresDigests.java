package dev.firn.source.postgres;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.pace.BoundedTasks;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.DigestWay;
import dev.firn.source.digest.DigestedRows;
import dev.firn.source.digest.RowDigest;
import dev.firn.source.postgres.copy.RelationSplit;
import dev.firn.source.postgres.copy.RowDigests;
import dev.firn.source.postgres.copy.SoughtRows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Digests of the rows of a table's slices at the instant of a session. */
final class PostgresDigests implements DigestedRows {

  private final RowDigests digests;
  private final List<ReadSplit> splits;
  private final DigestWay way;
  private final List<TableId> relations;
  private final Function<String, byte[]> server;

  /**
   * @param server answers a statement at the instant
   */
  PostgresDigests(
      RowDigests digests, List<ReadSplit> splits, DigestWay way, Function<String, byte[]> server) {
    this.digests = digests;
    this.splits = List.copyOf(splits);
    this.way = way;
    this.relations = splits.stream().map(ReadSplit::relation).distinct().toList();
    this.server = server;
  }

  @Override
  public RowDigest digest() {
    return digests.digest();
  }

  /**
   * Asks of each slice, several at a time.
   *
   * @param each is told what a slice gives as it comes, one at a time
   */
  private void ask(Function<ReadSplit, String> sql, BiConsumer<ReadSplit, ByteBuffer> each) {
    try (BoundedTasks<Boolean> tasks = new BoundedTasks<>(way.atOnce())) {
      for (ReadSplit split : splits) {
        tasks.submit(
            () -> {
              byte[] found =
                  way.retry()
                      .run(
                          "make digests of rows of " + split.relation(),
                          attempt -> server.apply(sql.apply(split)));
              synchronized (each) {
                each.accept(split, ByteBuffer.wrap(found));
              }
              return true;
            });
      }
      tasks.collectInto(new ArrayList<>());
    }
  }

  @Override
  public DigestSums sums(int buckets) {
    DigestSums sums = new DigestSums(buckets);
    ask(
        split -> digests.sums(split, buckets),
        (split, found) -> {
          while (found.remaining() >= RowDigests.SUM_BYTES) {
            sums.add(
                found.getInt(), found.getLong(), found.getLong(), found.getLong(), found.getLong());
          }
        });
    return sums;
  }

  @Override
  public List<ReadSplit> within(int buckets, BitSet wanted) {
    return splits.stream().map(split -> digests.within(split, buckets, wanted)).toList();
  }

  @Override
  public DigestedRows only(int buckets, BitSet wanted) {
    return new PostgresDigests(digests, within(buckets, wanted), way, server);
  }

  @Override
  public List<Place> rows(int buckets, BitSet wanted) {
    List<Place> rows = new ArrayList<>();
    ask(
        split -> digests.rows(split, buckets, wanted),
        (split, found) -> {
          int relation = relations.indexOf(split.relation());
          while (found.remaining() >= RowDigests.ROW_BYTES) {
            rows.add(
                new Place(
                    found.getLong(),
                    found.getLong(),
                    found.getLong(),
                    relation,
                    found.getInt(),
                    Short.toUnsignedInt(found.getShort())));
          }
        });
    return rows;
  }

  @Override
  public List<ReadSplit> splits(List<Place> places) {
    Map<Integer, List<Place>> byRelation =
        places.stream()
            .collect(Collectors.groupingBy(Place::relation, TreeMap::new, Collectors.toList()));
    List<ReadSplit> sought = new ArrayList<>();
    byRelation.forEach(
        (relation, found) -> {
          TableId name = relations.get(relation);
          sought.add(
              new SoughtRows(
                  name,
                  object(name),
                  found.stream()
                      .map(
                          place ->
                              "\"(%s,%d)\""
                                  .formatted(Integer.toUnsignedString(place.page()), place.line()))
                      .collect(Collectors.joining(",", "ctid = ANY ('{", "}'::tid[])"))));
        });
    return sought;
  }

  private long object(TableId relation) {
    return splits.stream()
        .filter(split -> split.relation().equals(relation))
        .mapToLong(split -> ((RelationSplit) split).object())
        .findFirst()
        .orElseThrow();
  }
}
