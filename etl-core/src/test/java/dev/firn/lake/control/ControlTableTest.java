package dev.firn.lake.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.lake.LakeTables;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.model.LakeTableId;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.testing.LocalSpark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlTableTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00.123456Z");

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final LakeTableId id =
      new LakeTableId(LocalSpark.CATALOG, List.of("control"), "t" + System.nanoTime());

  /** A row with a column of each type. */
  private record Note(
      String name,
      @Nullable Long count,
      @Nullable Integer part,
      @Nullable Instant at,
      byte @Nullable [] bytes) {

    static final ControlColumn<Note, String> NAME = ControlColumn.text("name", Note::name);
    static final ControlColumn<Note, Long> COUNT = ControlColumn.number("count", Note::count);
    static final ControlColumn<Note, Integer> PART = ControlColumn.smallNumber("part", Note::part);
    static final ControlColumn<Note, Instant> AT = ControlColumn.instant("at", Note::at);
    static final ControlColumn<Note, byte[]> BYTES = ControlColumn.bytes("bytes", Note::bytes);

    static final ControlRows<Note> ROWS = ControlRows.of(Note::read, NAME, COUNT, PART, AT, BYTES);

    static Note read(ControlRow row) {
      return new Note(
          row.get(NAME), row.find(COUNT), row.find(PART), row.find(AT), row.find(BYTES));
    }

    static Note named(String name) {
      return new Note(name, null, null, null, null);
    }

    Note counting(long counted) {
      return new Note(name, counted, part, at, bytes);
    }
  }

  private ControlTable<Note> table() {
    return lake.controlTable(id, Note.ROWS);
  }

  private static void add(ControlTable<Note> table, Note... notes) {
    table.update(
        rows -> {
          List<Note> more = new ArrayList<>(rows);
          more.addAll(List.of(notes));
          return more;
        });
  }

  private List<String> inSpark() {
    return spark.table(id.quoted()).orderBy("name").collectAsList().stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void rowsComeBackAsTheyWereWritten() {
    add(table(), new Note("full", 7L, 3, NOON, new byte[] {1, -2}), Note.named("empty"));
    List<Note> rows = table().rows();
    assertThat(rows).extracting(Note::name).containsExactlyInAnyOrder("full", "empty");
    Note full = rows.stream().filter(row -> row.name().equals("full")).findFirst().orElseThrow();
    assertThat(full.count()).isEqualTo(7);
    assertThat(full.part()).isEqualTo(3);
    assertThat(full.at()).isEqualTo(NOON);
    assertThat(full.bytes()).containsExactly(1, -2);
    assertThat(rows)
        .filteredOn(row -> row.name().equals("empty"))
        .first()
        .isEqualTo(Note.named("empty"));
    assertThat(spark.table(id.quoted()).where("name = 'full' AND count = 7 AND part = 3").count())
        .isEqualTo(1);
  }

  @Test
  void aTableOfAnEarlierVersionIsReadAndGetsTheNewerColumnsAtItsEnd() {
    StructType earlier =
        new StructType().add("count", DataTypes.LongType).add("name", DataTypes.StringType);
    lake.create(id, earlier, 2, Map.of());
    spark.sql("INSERT INTO " + id.quoted() + " VALUES (5, 'old')");
    ControlTable<Note> table = table();
    assertThat(table.rows()).containsExactly(Note.named("old").counting(5));
    add(table, Note.named("new"));
    assertThat(spark.table(id.quoted()).columns())
        .containsExactly("count", "name", "part", "at", "bytes");
    assertThat(inSpark()).containsExactly("[null,new,null,null,null]", "[5,old,null,null,null]");
  }

  @Test
  void aRowThatIsPassedOnKeepsWhatOnlyALaterVersionKnows() {
    add(table(), Note.named("a"), Note.named("b"));
    spark.sql("ALTER TABLE " + id.quoted() + " ADD COLUMN later STRING");
    spark.sql("UPDATE " + id.quoted() + " SET later = 'kept ' || name");
    table()
        .update(
            rows ->
                rows.stream().map(row -> row.name().equals("a") ? row.counting(1) : row).toList());
    assertThat(inSpark())
        .containsExactly("[a,1,null,null,null,null]", "[b,null,null,null,null,kept b]");
  }

  @Test
  void aChangeThatWasTooSlowIsMadeAgainOnWhatIsThereThen() {
    add(table(), Note.named("a").counting(1));
    ControlTable<Note> other = table();
    AtomicInteger tries = new AtomicInteger();
    table()
        .update(
            rows -> {
              if (tries.incrementAndGet() == 1) {
                other.update(found -> List.of(found.get(0).counting(10)));
              }
              return List.of(rows.get(0).counting(Objects.requireNonNull(rows.get(0).count()) + 1));
            });
    assertThat(tries).hasValue(2);
    assertThat(table().rows()).containsExactly(Note.named("a").counting(11));
  }

  @Test
  void whoIsAlwaysTooSlowGivesUpAfterPauses() throws Exception {
    add(table(), Note.named("a").counting(0));
    ControlTable<Note> faster = table();
    List<Duration> pauses = new ArrayList<>();
    ControlTable<Note> slow =
        new ControlTable<>(
            id,
            Spark3Util.loadIcebergTable(spark, id.quoted()),
            Note.ROWS,
            new Retry(
                new RetryPolicy(3, Duration.ofMillis(20), 2, Duration.ofSeconds(1)), pauses::add));
    assertThatThrownBy(
            () ->
                slow.update(
                    rows -> {
                      faster.update(found -> List.of(found.get(0).counting(1)));
                      return List.of(rows.get(0).counting(99));
                    }))
        .isInstanceOf(LostRaceException.class)
        .hasMessageContaining("Cannot publish " + id);
    assertThat(pauses).hasSize(2);
    assertThat(table().rows()).containsExactly(Note.named("a").counting(1));
  }

  @Test
  void aRefusalOfTheChangeItselfIsNotTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    assertThatThrownBy(
            () ->
                table()
                    .update(
                        rows -> {
                          tries.incrementAndGet();
                          throw new IllegalStateException("refused");
                        }))
        .hasMessage("refused");
    assertThat(tries).hasValue(1);
  }

  @Test
  void stagedRowsAreThereOnceTheyAreAdmitted() {
    ControlTable<Note> table = table();
    String staged = table.stage(List.of(Note.named("batch1").counting(1)));
    assertThat(table.rows()).isEmpty();
    assertThat(table.admit(staged, Note.NAME, "batch1")).isTrue();
    assertThat(table().admit(staged, Note.NAME, "batch1")).isTrue();
    assertThat(table.rows()).containsExactly(Note.named("batch1").counting(1));
    assertThat(table.select(Note.COUNT)).extracting(row -> row.get(Note.COUNT)).containsExactly(1L);
    assertThat(table.admit("1 1 file:/gone.parquet", Note.NAME, "batch2")).isFalse();
  }

  @Test
  void aValueThatMustBeThereIsNamedWhenItIsNot() {
    add(table(), Note.named("a"));
    ControlRow row = table().select(Note.COUNT).get(0);
    assertThat(row.find(Note.COUNT)).isNull();
    assertThat(row.getOrElse(Note.COUNT, 4L)).isEqualTo(4);
    assertThatThrownBy(() -> row.get(Note.COUNT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Column count is NULL in Record(");
  }

  @Test
  void noColumnIsDeclaredTwice() {
    assertThatThrownBy(() -> ControlRows.of(Note::read, Note.NAME, Note.COUNT, Note.NAME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Column name is declared twice");
  }
}
