package dev.firn.lake.keys;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableDelta;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are found where Spark's own join finds them. */
class KeyScanTest {

  private static final long SEED = Long.getLong("seed", 20_261_122);
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "i INT, l BIGINT, s STRING, d DATE, t TIMESTAMP, n TIMESTAMP_NTZ, m DECIMAL(12,2),"
              + " w DECIMAL(30,3), b BINARY, p INT");
  private static final List<List<String>> KEYS =
      List.of(
          List.of("i"),
          List.of("l"),
          List.of("s"),
          List.of("d"),
          List.of("t"),
          List.of("n"),
          List.of("m"),
          List.of("w"),
          List.of("b"),
          List.of("i", "s"),
          List.of("l", "d", "i"),
          List.of("w", "t", "b"));

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final Random random = new Random(SEED);

  private LakeTableId create(int formatVersion) {
    LakeTableId id = new LakeTableId(LocalSpark.CATALOG, List.of("scans"), "t" + System.nanoTime());
    lake.create(id, COLUMNS, formatVersion, Map.of());
    return id;
  }

  /** Of few values, so that keys meet rows, and rows each other. */
  private @Nullable Object[] values() {
    int value = random.nextInt(40) - 20;
    // Such as the end of what is valid until further notice.
    long second = value < 0 ? value : value * 12_000_000_000L;
    String text = List.of("", "é", "z", "\uD83D\uDE00", "long ".repeat(30)).get(random.nextInt(5));
    return new @Nullable Object[] {
      value,
      value * 1_000_000_007L,
      text + random.nextInt(8),
      LocalDate.ofEpochDay(value * 10_000L),
      Instant.ofEpochSecond(second, 1000L * random.nextInt(2)),
      LocalDateTime.ofEpochSecond(second, 1000 * random.nextInt(2), java.time.ZoneOffset.UTC),
      BigDecimal.valueOf(value * 7L, 2),
      BigDecimal.valueOf(value, 3).add(BigDecimal.TEN.pow(24)),
      (text + value).getBytes(StandardCharsets.UTF_8),
      value & 1
    };
  }

  private void append(LakeTableId id, int rows) {
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      @Nullable Object[] row = values();
      if (random.nextInt(10) == 0) {
        row[random.nextInt(row.length)] = null;
      }
      all.add(RowFactory.create(row));
    }
    TableDelta delta = lake.open(id).delta();
    delta.write(work -> work.add(all, COLUMNS));
    delta.publish(Map.of(), Map.of());
  }

  private List<@Nullable Object[]> keys(List<String> columns, int count) {
    List<@Nullable Object[]> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      @Nullable Object[] row = values();
      keys.add(columns.stream().map(column -> row[COLUMNS.fieldIndex(column)]).toArray());
    }
    return keys;
  }

  private List<String> joined(LakeTableId id, List<String> columns, List<Object[]> keys) {
    StructType schema =
        new StructType(columns.stream().map(COLUMNS::apply).toArray(StructField[]::new));
    Dataset<Row> wanted =
        spark
            .createDataFrame(keys.stream().map(RowFactory::create).toList(), schema)
            .distinct()
            .as("wanted");
    Column same =
        columns.stream()
            .map(column -> col("held." + column).equalTo(col("wanted." + column)))
            .reduce(Column::and)
            .orElseThrow();
    return spark
        .table(id.quoted())
        .as("held")
        .join(broadcast(wanted), same)
        .select("_file", "_pos")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0) + " " + row.getLong(1))
        .sorted()
        .toList();
  }

  private static List<String> texts(RowPositions places) {
    return places.files().stream()
        .flatMap(
            file ->
                Arrays.stream(places.positions(file)).mapToObj(position -> file + " " + position))
        .sorted()
        .toList();
  }

  private void requireSame(LakeTableId id, List<String> columns) {
    List<@Nullable Object[]> keys = keys(columns, 1 + random.nextInt(20));
    List<String> expected = joined(id, columns, keys);
    for (boolean inTasks : new boolean[] {false, true}) {
      KeyScan scan = lake.open(id).find(columns, keys).orElseThrow();
      assertThat(texts(scan.places(spark, inTasks).orElseThrow()))
          .as("key %s, in tasks %s, seed %d", columns, inTasks, SEED)
          .isEqualTo(expected);
    }
  }

  private void deleteSome(LakeTableId id) {
    LakeTable table = lake.open(id);
    KeyScan scan = table.find(List.of("i"), keys(List.of("i"), 10)).orElseThrow();
    TableDelta delta = table.delta();
    delta.write(work -> work.delete(scan, scan.places(spark, false).orElseThrow()));
    delta.publish(Map.of(), Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void findsRowsOfEveryTypeOfKey(int formatVersion) {
    LakeTableId id = create(formatVersion);
    append(id, 200);
    spark.sql("ALTER TABLE " + id.quoted() + " ADD PARTITION FIELD p");
    append(id, 100);
    deleteSome(id);
    append(id, 20);
    deleteSome(id);
    KEYS.forEach(columns -> requireSame(id, columns));
  }

  /** By looking only at what has changed, also if the table was rolled back meanwhile. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void whatWasFoundInOneSnapshotIsBroughtToAnother(int formatVersion) {
    LakeTableId id = create(formatVersion);
    append(id, 100);
    List<RowKey> keys =
        IntStream.range(-20, 20).mapToObj(i -> new RowKey(new Object[] {i})).toList();
    HeldRows held = held(id, keys);
    long first = lake.open(id).snapshotId();
    for (int step = 0; step < 6; step++) {
      if (step == 4) {
        spark.sql(
            "CALL %s.system.rollback_to_snapshot('%s.%s', %d)"
                .formatted(id.catalog(), id.namespace().get(0), id.name(), first));
      } else if (step % 2 == 0) {
        deleteSome(id);
      } else {
        append(id, 20);
      }
      held = held.in(lake.open(id).find(List.of("i"), KeyLookup.values(keys)).orElseThrow());
      HeldRows fresh = held(id, keys);
      for (RowKey key : keys) {
        assertThat(held.isUntouched(key, fresh))
            .as("%s, step %d, seed %d", key, step, SEED)
            .isTrue();
        assertThat(held.of(key)).hasSameSizeAs(fresh.of(key));
      }
      assertThat(texts(held.places(keys))).isEqualTo(texts(fresh.places(keys)));
    }
  }

  private HeldRows held(LakeTableId id, List<RowKey> keys) {
    TableMapping mapping =
        new TableMapping(
            new TableId("public", "t"), List.of(PostgresColumns.of("i", "int4")), List.of("i"));
    return HeldRows.find(
        new KeyLookup(spark, mapping),
        keys,
        lake.open(id).find(List.of("i"), KeyLookup.values(keys)).orElseThrow(),
        List.of("s", "i"),
        new int[] {1});
  }

  /** With all of their values, also of a column that came later and of rows that are deleted. */
  @ParameterizedTest
  @CsvSource({"2, STRING, s", "3, STRING, s", "2, 'ARRAY<STRING>', 'array(s, NULL)'"})
  void rowsThatTasksBringAreThoseThatAreReadHere(int formatVersion, String type, String value) {
    LakeTableId id = create(formatVersion);
    append(id, 150);
    spark.sql("ALTER TABLE " + id.quoted() + " ADD COLUMN later " + type);
    spark.sql("UPDATE " + id.quoted() + " SET later = " + value + " WHERE i > 5");
    append(id, 50);
    deleteSome(id);
    List<String> columns = new ArrayList<>(List.of(COLUMNS.fieldNames()));
    columns.add("later");
    List<RowKey> keys =
        IntStream.range(-20, 20).mapToObj(i -> new RowKey(new Object[] {i})).toList();
    TableMapping mapping =
        new TableMapping(
            new TableId("public", "t"), List.of(PostgresColumns.of("i", "int4")), List.of("i"));
    KeyScan scan = lake.open(id).find(List.of("i"), KeyLookup.values(keys)).orElseThrow();
    int[] ordinals = {columns.indexOf("i")};
    HeldRows here =
        HeldRows.find(new KeyLookup(spark, mapping, Long.MAX_VALUE), keys, scan, columns, ordinals);
    HeldRows inTasks =
        HeldRows.find(new KeyLookup(spark, mapping, -1), keys, scan, columns, ordinals);
    assertThat(texts(inTasks.places(keys))).isEqualTo(texts(here.places(keys))).isNotEmpty();
    for (RowKey key : keys) {
      assertThat(rows(inTasks, key))
          .as("%s, seed %d", key, SEED)
          .containsExactlyInAnyOrderElementsOf(rows(here, key));
    }
  }

  /** Lists are of other classes here and there. */
  private static List<String> rows(HeldRows held, RowKey key) {
    return held.of(key).stream()
        .map(
            row ->
                Arrays.stream(row)
                    .map(
                        value ->
                            value instanceof byte[] bytes
                                ? Arrays.toString(bytes)
                                : value instanceof scala.collection.Seq<?> seq
                                    ? seq.mkString("[", ", ", "]")
                                    : String.valueOf(value))
                    .toList()
                    .toString())
        .toList();
  }

  @Test
  void findsRowsOfFilesThatAreOlderThanTheirColumns() {
    LakeTableId id = create(2);
    append(id, 100);
    spark.sql("ALTER TABLE " + id.quoted() + " ALTER COLUMN i TYPE BIGINT");
    spark.sql("ALTER TABLE " + id.quoted() + " ALTER COLUMN m TYPE DECIMAL(18,2)");
    spark.sql("ALTER TABLE " + id.quoted() + " RENAME COLUMN d TO day");
    for (Object number : new Object[] {3, 3L}) {
      KeyScan scan =
          lake.open(id).find(List.of("i"), List.<Object[]>of(new Object[] {number})).orElseThrow();
      assertThat(texts(scan.places(spark, true).orElseThrow()))
          .isEqualTo(joined(id, List.of("i"), List.<Object[]>of(new Object[] {3})))
          .isNotEmpty();
    }
    requireSame(id, List.of("m"));
  }

  @Test
  void findsNothingInASnapshotThatIsOlderThanAColumnOfTheKey() {
    LakeTableId id = create(2);
    append(id, 10);
    spark.sql("ALTER TABLE " + id.quoted() + " ADD COLUMN later INT");
    KeyScan scan =
        lake.open(id)
            .find(List.of("i", "later"), List.<Object[]>of(new Object[] {1, 7}))
            .orElseThrow();
    assertThat(scan.files()).isZero();
    assertThat(texts(scan.places(spark, true).orElseThrow())).isEmpty();
  }

  /** Many row groups, so that tasks share a file. */
  @Test
  void findsRowsInPiecesOfAFile() {
    LakeTableId id = create(2);
    spark.sql(
        "ALTER TABLE %s SET TBLPROPERTIES ('write.parquet.row-group-size-bytes'='100000')"
            .formatted(id.quoted()));
    List<Row> rows =
        IntStream.range(0, 200_000)
            .mapToObj(
                i ->
                    RowFactory.create(
                        i, random.nextLong(), "", null, null, null, null, null, null, 0))
            .toList();
    TableDelta delta = lake.open(id).delta();
    delta.write(work -> work.add(rows, COLUMNS));
    delta.publish(Map.of(), Map.of());
    List<Object[]> keys =
        Stream.generate(() -> new Object[] {random.nextInt(400_000)}).limit(1_000).toList();
    KeyScan scan = lake.open(id).find(List.of("i"), keys).orElseThrow();
    assertThat(texts(scan.places(spark, true).orElseThrow()))
        .isEqualTo(joined(id, List.of("i"), keys))
        .hasSizeGreaterThan(300);
  }

  @Test
  void showsAStructAsARowOfSpark() {
    LakeTableId id = new LakeTableId(LocalSpark.CATALOG, List.of("scans"), "structs");
    StructType columns = StructType.fromDDL("i INT, x STRUCT<a: DOUBLE, t: TIMESTAMP, b: BINARY>");
    lake.create(id, columns, 2, Map.of());
    Row struct = RowFactory.create(1.5, Instant.EPOCH, new byte[] {1, 2});
    TableDelta delta = lake.open(id).delta();
    delta.write(work -> work.add(List.of(RowFactory.create(1, struct)), columns));
    delta.publish(Map.of(), Map.of());
    List<@Nullable Object> found = new ArrayList<>();
    lake.open(id)
        .find(List.of("i"), List.<Object[]>of(new Object[] {1}))
        .orElseThrow()
        .read(List.of("i", "x"), (row, file, position) -> found.add(row[1]));
    assertThat(found).containsExactly(struct);
  }

  @Test
  void leavesToSparkWhatOnlySparkCanCompareOrRead() {
    LakeTableId id = new LakeTableId(LocalSpark.CATALOG, List.of("scans"), "floats");
    lake.create(id, StructType.fromDDL("f DOUBLE, b BOOLEAN"), 2, Map.of());
    TableDelta delta = lake.open(id).delta();
    StructType columns = StructType.fromDDL("f DOUBLE, b BOOLEAN");
    delta.write(work -> work.add(List.of(RowFactory.create(0.0, true)), columns));
    delta.publish(Map.of(), Map.of());
    List<Object[]> keys = List.<Object[]>of(new Object[] {-0.0});
    assertThat(lake.open(id).find(List.of("f"), keys).orElseThrow().places(spark, false)).isEmpty();

    LakeTableId other = create(2);
    append(other, 10);
    List<Object[]> unlike = List.<Object[]>of(new Object[] {"text"});
    assertThat(lake.open(other).find(List.of("i"), unlike).orElseThrow().places(spark, false))
        .isEmpty();
    spark.sql(
        "ALTER TABLE %s SET TBLPROPERTIES ('schema.name-mapping.default'='[]')"
            .formatted(other.quoted()));
    List<Object[]> fine = List.<Object[]>of(new Object[] {1});
    assertThat(lake.open(other).find(List.of("i"), fine).orElseThrow().places(spark, false))
        .isEmpty();
  }
}
