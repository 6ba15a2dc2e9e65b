package dev.firn.bulkload.level;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableDelta;
import dev.firn.model.SparkName;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SplitRead;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.DigestWay;
import dev.firn.source.digest.DigestedRows;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a table that is in the lake already by reading only what differs: the database makes
 * digests of its rows, the lake the same of its own, and where they are not the same, the rows are
 * read. What comes of it is what a load makes, in one commit: the rows are those of the read point,
 * whatever the table has lacked before.
 */
public final class Levelling {

  private static final Logger LOG = LoggerFactory.getLogger(Levelling.class);

  private static final int MIN_BUCKETS = 1 << 8;
  private static final int MAX_BUCKETS = 1 << 20;

  /**
   * Of so many rows one is believed to differ: digests of buckets and of rows cost the same then.
   */
  private static final long ROWS_PER_BUCKET = 32;

  /** What the driver takes of either side; where more differs, a load reads it all at less cost. */
  private static final long MAX_SUSPECTS = 1_000_000;

  private static final int MAX_KEYS = 200_000;

  private static final int MAX_READ = Integer.MAX_VALUE;

  private final SparkSession spark;
  private final LakeTables lake;
  private final ReadSession session;

  public Levelling(SparkSession spark, LakeTables lake, ReadSession session) {
    this.spark = spark;
    this.lake = lake;
    this.session = session;
  }

  /**
   * How a table was brought to what the source has.
   *
   * @param rows of the source at the read point
   * @param differing keys whose rows were not the same
   */
  public record Levelled(long rows, long differing, long snapshot) {}

  /**
   * @param way in which the database is asked for digests
   * @param properties that a load gives the table
   * @return empty if the table has to be loaded as a whole
   */
  public Optional<Levelled> level(
      TablePlan.Load plan, DigestWay way, Map<String, String> properties) {
    TableMapping mapping = plan.mapping();
    LakeTable table = lake.find(plan.route().target()).orElse(null);
    if (table == null) {
      return Optional.empty();
    }
    String why = whyNot(table, mapping);
    DigestedRows there =
        why == null ? session.digests(mapping, plan.splits(), way).orElse(null) : null;
    if (there == null) {
      return whole(plan, why == null ? "its source does not make digests of its rows" : why);
    }
    int buckets = buckets(Math.max(plan.size().rows(), table.totalRecords()));
    LakeDigests here = new LakeDigests(rows(table, mapping), mapping, there.digest());
    DigestSums source = there.sums(buckets);
    DigestSums held = here.sums(buckets);
    BitSet wanted = source.differing(held);
    if (Math.max(source.rowsIn(wanted), held.rowsIn(wanted)) > MAX_SUSPECTS) {
      return whole(plan, "too much differs");
    }
    Difference difference =
        wanted.isEmpty()
            ? new Difference(Set.of(), List.of())
            : Difference.of(there.rows(buckets, wanted), here.rows(buckets, wanted));
    if (difference.keys().size() > MAX_KEYS) {
      return whole(plan, "too much differs");
    }
    KeyedRows news = new KeyedRows(mapping);
    List<SplitRead> reads = session.splitReads(mapping, there.splits(difference.places()));
    if (!news.read(reads, MAX_READ) || news.size() != difference.places().size()) {
      return whole(plan, "not all rows were found where its source has said that they are");
    }
    session.assertWhole(mapping, plan.splits());
    List<RowKey> gone = difference.keys().isEmpty() ? List.of() : here.keys(difference.keys());
    long snapshot = publish(plan, table, news, gone, properties);
    LOG.info(
        "Levelled {} at {} {}: {} of {} rows differed, snapshot {}",
        table.id(),
        session.readPoint().position().name(),
        session.readPoint().position().text(),
        difference.keys().size(),
        source.rows(),
        snapshot);
    return Optional.of(new Levelled(source.rows(), difference.keys().size(), snapshot));
  }

  private static Optional<Levelled> whole(TablePlan.Load plan, String why) {
    LOG.warn("{} is loaded as a whole, because {}", plan.route().source(), why);
    return Optional.empty();
  }

  private static int buckets(long rows) {
    long wanted = Math.max(MIN_BUCKETS, Math.min(MAX_BUCKETS, rows / ROWS_PER_BUCKET));
    return Integer.highestOneBit((int) wanted);
  }

  /** What of the lake cannot be gone on with. */
  static @Nullable String whyNot(LakeTable table, TableMapping mapping) {
    if (!mapping.canNameRows()) {
      return "it has no key by which rows are found";
    }
    if (table.snapshotId() < 0 || table.isSetBack()) {
      return "what the lake has of it is not what was published last";
    }
    if (!table.state().backfills().isEmpty() || !table.state().copies().isEmpty()) {
      return "columns are not filled in all older rows yet";
    }
    boolean isSame =
        table
            .state()
            .findContract()
            .filter(held -> held.source().equals(mapping.source()))
            .filter(held -> held.key().equals(mapping.key()))
            .filter(held -> names(held).equals(names(mapping)))
            .isPresent();
    StructType present = table.schema();
    return isSame
            && mapping.columns().stream()
                .allMatch(
                    column ->
                        present
                            .apply(column.lakeColumn())
                            .dataType()
                            .equals(column.columnType().lakeType()))
        ? null
        : "its columns are not those that it had";
  }

  private static Set<String> names(TableMapping mapping) {
    Set<String> names = new LinkedHashSet<>();
    mapping
        .columns()
        .forEach(
            column -> names.add(column.column() + " " + column.type() + " " + column.lakeColumn()));
    return names;
  }

  private Dataset<Row> rows(LakeTable table, TableMapping mapping) {
    return table
        .presentRows(spark)
        .select(
            mapping.columns().stream()
                .map(column -> functions.col(SparkName.quoted(column.lakeColumn())))
                .toArray(Column[]::new));
  }

  private long publish(
      TablePlan.Load plan,
      LakeTable table,
      KeyedRows news,
      List<RowKey> gone,
      Map<String, String> properties) {
    TableDelta delta = table.delta();
    news.write(spark, table, delta, gone, false);
    return delta.publishLoad(properties, plan.ledgers(), UUID.randomUUID().toString());
  }
}
