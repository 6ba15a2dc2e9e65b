package dev.firn.validate.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.DigestedRows;
import dev.firn.source.digest.RowDigest;
import dev.firn.testing.LocalSpark;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.junit.jupiter.api.Test;

/** Only as much is read of a source as differs. */
class QuickLookTest {

  private static final int ROWS = 60_000;

  /** So many that it is worth while to look closer. */
  private static final int EXPECTED_ROWS = 10 * ROWS;

  private static final TableId TABLE = new TableId("public", "t");

  private final SparkSession spark = LocalSpark.session();
  private final List<String> asked = new ArrayList<>();
  private long read;

  /** Rows of a number and of a value that is mostly the same number. */
  private Dataset<Row> rows(String value) {
    return spark.range(0, ROWS, 1, 3).selectExpr("id", value + " AS v");
  }

  /** Digests of such a row. */
  private static final class NumberDigest implements RowDigest {
    private static final long serialVersionUID = 1L;
    private long key;
    private long high;

    @Override
    public void take(InternalRow row) {
      key = keyOf(row);
      high = XXH64.hashLong(row.getLong(1), key);
    }

    @Override
    public long key() {
      return key;
    }

    @Override
    public long keyOf(InternalRow row) {
      return XXH64.hashLong(row.getLong(0), 42);
    }

    @Override
    public long high() {
      return high;
    }

    @Override
    public long low() {
      return 0;
    }
  }

  /** Rows that are in some buckets. */
  private record Wanted(int buckets, BitSet some) implements ReadSplit {

    boolean has(InternalRow row) {
      return some.get(DigestSums.bucket(new NumberDigest().keyOf(row), buckets));
    }

    @Override
    public TableId relation() {
      return TABLE;
    }

    @Override
    public boolean isOfKnownSize() {
      return false;
    }
  }

  private static final Wanted ALL = new Wanted(1, BitSet.valueOf(new long[] {1}));

  private static JavaRDD<InternalRow> some(Dataset<Row> rows, Wanted wanted) {
    return rows.queryExecution().toRdd().toJavaRDD().filter(wanted::has);
  }

  /** A source that makes digests of a dataset. */
  private final class Source implements DigestedRows {
    private final Dataset<Row> rows;
    private final Wanted wanted;

    Source(Dataset<Row> rows, Wanted wanted) {
      this.rows = rows;
      this.wanted = wanted;
    }

    @Override
    public RowDigest digest() {
      return new NumberDigest();
    }

    @Override
    public DigestSums sums(int buckets) {
      asked.add(buckets + " of " + wanted.buckets());
      return sums(some(rows, wanted), buckets);
    }

    private static DigestSums sums(JavaRDD<InternalRow> rows, int buckets) {
      return rows.mapPartitions(
              piece -> List.of(DigestSums.of(piece, new NumberDigest(), buckets)).iterator())
          .reduce(DigestSums::plus);
    }

    @Override
    public List<ReadSplit> within(int buckets, BitSet some) {
      return List.of(new Wanted(buckets, some));
    }

    @Override
    public DigestedRows only(int buckets, BitSet some) {
      return new Source(rows, new Wanted(buckets, some));
    }

    @Override
    public List<Place> rows(int buckets, BitSet some) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<ReadSplit> splits(List<Place> places) {
      throw new UnsupportedOperationException();
    }
  }

  private ContentResult compare(String there, String here) {
    asked.clear();
    read = 0;
    Dataset<Row> source = rows(there);
    return new QuickLook(
            new RowShape(source.schema(), List.of(0), 42),
            new Source(source, ALL),
            RowScan.ofLake(() -> rows(here), "lake"),
            splits -> {
              JavaRDD<InternalRow> some = some(source, (Wanted) splits.get(0));
              read = some.count();
              return RowScan.ofLake(() -> dataset(some, source), "source");
            })
        .compare(List.of(ALL), EXPECTED_ROWS, ROWS);
  }

  private Dataset<Row> dataset(JavaRDD<InternalRow> rows, Dataset<Row> like) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), like.schema(), false);
  }

  private static String changed(int each) {
    return "CASE WHEN id %% %d = 3 THEN -id ELSE id END".formatted(each);
  }

  @Test
  void readsNothingOfWhatIsEqual() {
    assertThat(compare("id", "id")).isEqualTo(ContentResult.equal(ROWS));
    assertThat(asked).containsExactly("4096 of 1");
    assertThat(read).isZero();
  }

  @Test
  void readsTheFewBucketsInWhichSomethingDiffers() {
    ContentResult result = compare("id", changed(ROWS / 10));
    assertThat(result.differences().counts()).isEqualTo(new Differences.Counts(0, 0, 10, 0));
    assertThat(asked).containsExactly("4096 of 1");
    assertThat(read).isBetween(1L, ROWS / 200L);
  }

  /** A third of the few buckets have one: without another look all rows would be read. */
  @Test
  void looksCloserWhereMuchDiffers() {
    ContentResult result = compare("id", changed(ROWS / 1500));
    assertThat(result.differences().counts()).isEqualTo(new Differences.Counts(0, 0, 1500, 0));
    assertThat(result.sourceRows()).isEqualTo(ROWS);
    assertThat(asked).containsExactly("4096 of 1", "8192 of 4096");
    assertThat(read).isBetween(1L, ROWS / 5L);
  }

  @Test
  void readsAllRowsWhereMostDiffers() {
    assertThat(compare("id", changed(10)).differences().counts().changed()).isEqualTo(ROWS / 10);
    assertThat(read).isEqualTo(ROWS);
  }
}
