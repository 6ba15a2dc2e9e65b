package dev.firn.source.postgres.copy;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.LakeTableId;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.RowBatch;
import dev.firn.source.digest.RowBatches;
import dev.firn.source.digest.RowDigest;
import dev.firn.source.postgres.wire.SentForm;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows come to the same whether they are read as rows or as columns. */
class SentHashTest {

  private static final long SEED = Long.getLong("seed", 20_261_201);

  /** So many that hardly two of the rows share one. */
  private static final int BUCKETS = 1 << 16;

  private static final int OTHER_TYPE = 0;

  private final SparkSession spark = LocalSpark.session();
  private final Random random = new Random(SEED);
  private final Map<String, Held> columns = new LinkedHashMap<>();

  /**
   * A column of the lake table.
   *
   * @param type of PostgreSQL, by its number
   */
  private record Held(String lakeType, SentForm form, int type, Supplier<Object> values) {}

  SentHashTest() {
    columns.put("b", new Held("BOOLEAN", SentForm.BOOLEAN, 16, random::nextBoolean));
    columns.put("i2", new Held("INT", SentForm.INT16, 21, () -> (int) (short) random.nextInt()));
    columns.put("i4", new Held("INT", SentForm.INT32, 23, random::nextInt));
    columns.put("i8", new Held("BIGINT", SentForm.INT64, 20, random::nextLong));
    columns.put("f4", new Held("FLOAT", SentForm.FLOAT, 700, () -> (float) real()));
    columns.put("f8", new Held("DOUBLE", SentForm.DOUBLE, 701, this::real));
    decimal("small", 9, 2);
    decimal("middle", 18, 4);
    decimal("large", 38, 10);
    columns.put("t", new Held("STRING", SentForm.TEXT, 25, this::text));
    columns.put("v", new Held("STRING", SentForm.TEXT, 1042, () -> "ab".repeat(random.nextInt(9))));
    columns.put("j", new Held("STRING", SentForm.JSONB, 3802, () -> "{\"a\": " + text() + "}"));
    columns.put("u", new Held("STRING", SentForm.UUID_TEXT, 2950, () -> uuid().toString()));
    columns.put(
        "by",
        new Held("BINARY", SentForm.BYTES, 17, () -> text().getBytes(StandardCharsets.UTF_8)));
    columns.put(
        "d",
        new Held(
            "DATE",
            SentForm.since(SentForm.INT32, 10_957),
            1082,
            () -> LocalDate.ofEpochDay(random.nextInt(200_000) - 100_000)));
    columns.put(
        "n",
        new Held(
            "TIMESTAMP_NTZ",
            SentForm.since(SentForm.INT64, 946_684_800_000_000L),
            1114,
            () -> LocalDateTime.ofInstant(instant(), ZoneOffset.UTC)));
    columns.put(
        "z",
        new Held(
            "TIMESTAMP",
            SentForm.since(SentForm.INT64, 946_684_800_000_000L),
            1184,
            this::instant));
  }

  private void decimal(String name, int precision, int scale) {
    columns.put(
        name,
        new Held(
            "DECIMAL(%d,%d)".formatted(precision, scale),
            SentForm.decimal(precision, scale),
            1700,
            () ->
                new BigDecimal(
                    new BigInteger(random.nextInt(3 * precision), random)
                        .multiply(BigInteger.valueOf(random.nextInt(3) - 1)),
                    scale)));
  }

  private double real() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> -0.0;
      case 2 -> 0.0;
      case 3 -> Double.NEGATIVE_INFINITY;
      default -> random.nextGaussian();
    };
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private Instant instant() {
    return Instant.ofEpochSecond(
        (long) (random.nextGaussian() * 1e9), 1000L * random.nextInt(1_000_000));
  }

  /** Some of them often, so that Parquet keeps a dictionary. */
  private String text() {
    return List.of("", "é", " trailing ", "\uD83D\uDE00", "long ".repeat(30), uuid().toString())
        .get(random.nextInt(6));
  }

  private LakeTableId create(int formatVersion) {
    LakeTableId id =
        new LakeTableId(LocalSpark.CATALOG, List.of("hashes"), "t" + System.nanoTime());
    spark.sql("CREATE NAMESPACE IF NOT EXISTS " + LocalSpark.CATALOG + ".hashes");
    spark.sql(
        "CREATE TABLE %s (%s) USING iceberg TBLPROPERTIES ('format-version'='%d', 'write.delete.mode'='merge-on-read', 'write.update.mode'='merge-on-read')"
            .formatted(
                id.quoted(),
                String.join(
                    ", ",
                    columns.entrySet().stream()
                        .map(column -> column.getKey() + " " + column.getValue().lakeType())
                        .toList()),
                formatVersion));
    return id;
  }

  private void append(LakeTableId id, int rows) throws Exception {
    StructType types = spark.table(id.quoted()).schema();
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      @Nullable Object[] row =
          Arrays.stream(types.fieldNames())
              .map(name -> random.nextInt(6) == 0 ? null : held(name).values().get())
              .toArray();
      all.add(RowFactory.create(row));
    }
    spark.createDataFrame(all, types).repartition(2).writeTo(id.quoted()).append();
  }

  private Held held(String name) {
    Held found = columns.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name);
    }
    return found;
  }

  private Dataset<Row> rows(LakeTableId id) {
    return spark
        .table(id.quoted())
        .select(
            columns.keySet().stream()
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new));
  }

  private RowDigest hash(List<Integer> key) {
    List<String> names = List.copyOf(columns.keySet());
    List<HashedColumn> all =
        IntStream.range(0, names.size())
            .mapToObj(
                i ->
                    new HashedColumn(
                        i, held(names.get(i)).form(), names.get(i), held(names.get(i)).type(), ""))
            .toList();
    return new SentHash(all, key, random.nextLong());
  }

  private RowDigest digest(List<Integer> key) {
    List<String> names = List.copyOf(columns.keySet());
    List<SentRow.Column> all =
        IntStream.range(0, names.size())
            .mapToObj(i -> new SentRow.Column(i, OTHER_TYPE, held(names.get(i)).form()))
            .toList();
    return new SentDigest(new SentRow(all), new SentRow(key.stream().map(all::get).toList()));
  }

  private static DigestSums ofRows(JavaRDD<InternalRow> rows, RowDigest digest) {
    return rows.mapPartitions(piece -> List.of(DigestSums.of(piece, digest, BUCKETS)).iterator())
        .reduce(DigestSums::plus);
  }

  private static DigestSums ofBatches(JavaRDD<RowBatch> batches, RowDigest digest) {
    return batches
        .mapPartitions(piece -> List.of(DigestSums.ofBatches(piece, digest, BUCKETS)).iterator())
        .reduce(DigestSums::plus);
  }

  private void requireSame(LakeTableId id) {
    requireSame(rows(id));
  }

  private void requireSame(Dataset<Row> rows) {
    List<Integer> key = List.of(random.nextInt(columns.size()), random.nextInt(columns.size()));
    long count = rows.count();
    for (RowDigest digest : List.of(hash(key), digest(key))) {
      DigestSums expected = ofRows(rows.queryExecution().toRdd().toJavaRDD(), digest);
      DigestSums found = ofBatches(RowBatches.find(rows).orElseThrow(), digest);
      assertThat(found.rows()).isEqualTo(expected.rows()).isEqualTo(count).isPositive();
      assertThat(found.differing(expected).cardinality())
          .as("%s of key %s, seed %d", digest.getClass(), key, SEED)
          .isZero();
    }
  }

  /** Writers other than Firn delete rows by their values. */
  private void deleteByValue(LakeTableId id, int value) throws Exception {
    Table table = Spark3Util.loadIcebergTable(spark, id.quoted());
    Schema key = table.schema().select("i2");
    Record record = GenericRecord.create(key);
    record.setField("i2", value);
    EqualityDeleteWriter<Record> writer =
        Parquet.writeDeletes(
                table
                    .io()
                    .newOutputFile(table.locationProvider().newDataLocation(uuid() + ".parquet")))
            .forTable(table)
            .rowSchema(key)
            .createWriterFunc(GenericParquetWriter::create)
            .equalityFieldIds(table.schema().findField("i2").fieldId())
            .buildEqualityWriter();
    try (writer) {
      writer.write(record);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
    spark.sql("REFRESH TABLE " + id.quoted());
  }

  @ParameterizedTest
  @CsvSource({"2, 5000", "3, 64"})
  void rowsOfEveryTypeComeToTheSameAsColumns(int formatVersion, int batch) throws Exception {
    LakeTableId id = create(formatVersion);
    spark.sql(
        "ALTER TABLE %s SET TBLPROPERTIES ('read.parquet.vectorization.batch-size'='%d')"
            .formatted(id.quoted(), batch));
    append(id, 300);
    requireSame(id);
    spark.sql("DELETE FROM %s WHERE f8 > 0".formatted(id.quoted()));
    requireSame(id);
    // Some files do not have it, and others another type.
    columns.put("later", new Held("STRING", SentForm.TEXT, 25, this::text));
    spark.sql("ALTER TABLE " + id.quoted() + " ADD COLUMN later STRING FIRST");
    requireSame(id);
    decimal("small", 12, 2);
    spark.sql("ALTER TABLE " + id.quoted() + " ALTER COLUMN small TYPE DECIMAL(12,2)");
    columns.put("i4", new Held("BIGINT", SentForm.INT64, 20, random::nextLong));
    spark.sql("ALTER TABLE " + id.quoted() + " ALTER COLUMN i4 TYPE BIGINT");
    append(id, 200);
    spark.sql("UPDATE %s SET later = 'changed' WHERE b".formatted(id.quoted()));
    requireSame(id);
    int value = rows(id).where("i2 IS NOT NULL").first().getInt(1);
    long before = rows(id).count();
    deleteByValue(id, value);
    assertThat(rows(id).count()).isLessThan(before);
    requireSame(id);
    spark.sql("ALTER TABLE " + id.quoted() + " ADD PARTITION FIELD bucket(2, d)");
    append(id, 50);
    requireSame(id);
    requireSame(rows(id).where("NOT coalesce(b, false)").where("i2 > -20000 OR small IS NULL"));
  }

  /** Of them only rows can be had. */
  @Test
  void whatIsMadeOfColumnsThatWereReadHasNone() throws Exception {
    LakeTableId id = create(2);
    append(id, 10);
    Dataset<Row> all = rows(id);
    assertThat(RowBatches.find(all)).isPresent();
    assertThat(RowBatches.find(all.where("i2 > 3").select("t"))).isPresent();
    assertThat(RowBatches.find(all.where("rand() > 0.5"))).isEmpty();
    assertThat(RowBatches.find(all.select(col("i2").plus(1)))).isEmpty();
    assertThat(RowBatches.find(all.limit(3))).isEmpty();
    spark.sql("ALTER TABLE " + id.quoted() + " ADD COLUMN list ARRAY<INT>");
    assertThat(RowBatches.find(spark.table(id.quoted()))).isEmpty();
    assertThat(RowBatches.find(rows(id))).isPresent();
    spark.sql(
        "ALTER TABLE %s SET TBLPROPERTIES ('read.parquet.vectorization.enabled'='false')"
            .formatted(id.quoted()));
    assertThat(RowBatches.find(rows(id))).isEmpty();
  }
}
