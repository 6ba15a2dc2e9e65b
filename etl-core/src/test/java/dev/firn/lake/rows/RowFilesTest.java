package dev.firn.lake.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.LoadTarget;
import dev.firn.model.LakeTableId;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilesTest {

  /** Every kind of value, at its ends, and NULL. */
  private static final String ROWS =
      """
      SELECT * FROM VALUES
        (true, -2147483648, -9223372036854775808L, float('NaN'), double('-0.0'), 1234567.89BD,
         -9999999999999999.99BD, -1234567890123456789012345678.0123456789BD, 'Grüße', X'00FF10',
         DATE'0001-01-01', TIMESTAMP'9999-12-31 23:59:59.999999', TIMESTAMP_NTZ'1969-12-31 00:00'),
        (false, 2147483647, 9223372036854775807L, float('-Infinity'), double('NaN'), -0.01BD,
         0.00BD, 1.0000000001BD, '', X'', DATE'2026-02-28', TIMESTAMP'0001-01-01 00:00:00',
         TIMESTAMP_NTZ'2026-01-01 12:00'),
        (null, null, null, null, null, null, null, null, null, null, null, null, null)
        AS t(b, i, l, f, d, small, medium, large, s, x, day, at, local)
      """;

  private static final String TYPED =
      "SELECT b, i, l, f, d, cast(small AS decimal(9,2)) small, cast(medium AS decimal(18,2))"
          + " medium, cast(large AS decimal(38,10)) large, s, x, day, at, local FROM ("
          + ROWS
          + ")";

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private static int number;

  private LakeTable table(StructType schema) {
    LakeTableId id =
        new LakeTableId(LocalSpark.CATALOG, List.of("files"), "t" + System.nanoTime() + number++);
    return lake.create(id, schema.toNullable(), 2, Map.of());
  }

  private LakeTable load(LakeTable table, Dataset<Row> rows) {
    LoadTarget target = table.replaceRows(lake, List.of(), List.of(), null);
    RowFiles files = target.files(rows.schema(), true);
    List<WrittenFiles> written =
        rows.queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(
                part -> List.of(files.write(part, TaskContext.get().taskAttemptId())).iterator())
            .collect();
    target.publish(written, Map.of(), Map.of(), UUID.randomUUID().toString());
    return lake.open(table.id());
  }

  @Test
  void writesRowsAndStatisticsAsIcebergsWriterForSparkDoes() throws Exception {
    Dataset<Row> rows = spark.sql(TYPED).coalesce(1);
    LakeTable ours = load(table(rows.schema()), rows);
    LakeTable usual = table(rows.schema());
    rows.writeTo(usual.id().quoted()).append();

    assertThat(shown(ours.rows(spark)))
        .hasSize(3)
        .isEqualTo(shown(spark.table(usual.id().quoted())));
    assertThat(statistics(ours)).hasSize(13).isEqualTo(statistics(usual));
    assertThat(ours.totalRecords()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip", "snappy", "uncompressed"})
  void filesAreCompressedAsSomebodyHasChosenMeanwhile(String codec) {
    Dataset<Row> rows = spark.sql(TYPED).coalesce(1);
    LakeTable table = table(rows.schema());
    table.alter().setProperties(Map.of("write.parquet.compression-codec", codec));
    assertThat(shown(load(table, rows).rows(spark))).hasSize(3);
  }

  private static List<String> shown(Dataset<Row> rows) {
    return rows
        .selectExpr("to_json(struct(*), map('ignoreNullFields', 'false'))")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private List<String> statistics(LakeTable table) {
    return spark
        .sql("SELECT readable_metrics FROM " + table.id().quoted() + ".files")
        .selectExpr("explode(from_json(to_json(readable_metrics), 'map<string,string>'))")
        .collectAsList()
        .stream()
        // The sizes depend on how the encoder cuts pages, not on the rows.
        .map(row -> row.get(0) + ": " + row.getString(1).replaceAll("\"column_size\":\\d+,", ""))
        .sorted()
        .toList();
  }

  @Test
  void leavesColumnsThatTheRowsDoNotHaveEmpty() {
    LakeTable table = table(spark.sql("SELECT 1 AS a, 'x' AS gone, 2L AS c").schema());
    LakeTable after = load(table, spark.sql("SELECT 7L AS c, 5 AS a"));
    assertThat(after.rows(spark).collectAsList().stream().map(Objects::toString))
        .containsExactly("[5,null,7]");
  }

  @Test
  void leavesNoFileBehindWhenTheRowsFail() {
    LakeTable table = table(spark.sql("SELECT 1L AS id").schema());
    Dataset<Row> rows =
        spark.range(0, 100, 1, 1).selectExpr("if(id = 99, raise_error('no'), id) AS id");
    assertThatThrownBy(() -> load(table, rows)).hasMessageContaining("no");
    assertThat(WrittenNames.of(spark, table)).isEmpty();
    load(table, spark.range(0, 100, 1, 1).toDF());
    assertThat(WrittenNames.of(spark, table)).hasSize(1);
  }

  @Test
  void refusesAsTheOperatorsMatterWhereTheStoreTakesNoFile() throws Exception {
    Dataset<Row> rows = spark.sql("SELECT 1 AS a");
    LakeTable table = table(rows.schema());
    String location = Spark3Util.loadIcebergTable(spark, table.id().quoted()).location();
    Files.writeString(Path.of(location.replaceFirst("^file:/*", "/"), "data"), "in the way");
    assertRefused(table, rows.queryExecution().toRdd().toJavaRDD().collect().iterator());
  }

  @Test
  void refusesAsTheOperatorsMatterWhenALocalDiskIsFull() {
    LakeTable table = table(spark.sql("SELECT 1 AS a").schema());
    assertRefused(
        table,
        Stream.<InternalRow>generate(
                () -> {
                  throw new Error(new IOException("No space left on device"));
                })
            .iterator());
  }

  private void assertRefused(LakeTable table, Iterator<InternalRow> rows) {
    RowFiles files =
        table.replaceRows(lake, List.of(), List.of(), null).files(table.schema(), false);
    assertThatThrownBy(() -> files.write(rows, 1))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("Cannot write to " + table.id() + ": ")
        .hasMessageEndingWith(
            ". See that the warehouse is there, has room, and lets this user write.");
  }
}
