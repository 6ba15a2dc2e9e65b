package dev.firn.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.fault.FaultPoint;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.rows.WrittenFiles;
import dev.firn.model.LakeTableId;
import dev.firn.model.TargetLayout;
import dev.firn.testing.LocalSpark;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTargetTest {

  private static final StructType COLUMNS = new StructType().add("id", DataTypes.LongType);

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final LakeTableId id =
      new LakeTableId(LocalSpark.CATALOG, List.of("loads"), "t" + System.nanoTime());

  @AfterEach
  void takeTrapAway() {
    FaultPoint.install(null);
  }

  private LoadTarget target() {
    return lake.find(id)
        .map(table -> table.replaceRows(lake, List.of(), List.of(), null))
        .orElseGet(() -> lake.createLater(id, COLUMNS, TargetLayout.PLAIN, 2));
  }

  private static long publish(LoadTarget target, long row) {
    List<InternalRow> rows = List.of(new GenericInternalRow(new Object[] {row}));
    WrittenFiles files = target.files(COLUMNS, false).write(rows.iterator(), 0);
    return target.publish(
        List.of(files), Map.of("firn.load.run", "r" + row), Map.of(), UUID.randomUUID().toString());
  }

  private List<Long> rows() {
    return lake.open(id).rows(spark).collectAsList().stream().map(row -> row.getLong(0)).toList();
  }

  /** The catalog goes silent at the step. */
  private static void silentAt(String step) {
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals(step)) {
            throw new CommitStateUnknownException(new IllegalStateException("no answer"));
          }
        });
  }

  private void existing(boolean exists) {
    if (exists) {
      publish(target(), 1);
    }
  }

  @ParameterizedTest(name = "into a table that exists: {0}")
  @ValueSource(booleans = {true, false})
  void aLoadWhoseAnswerWasLostIsFoundInTheTable(boolean exists) {
    existing(exists);
    LoadTarget target = target();
    silentAt("lake.load.after");
    long snapshot = publish(target, 7);
    assertThat(lake.open(id).snapshotId()).isEqualTo(snapshot);
    assertThat(lake.open(id).findProperty("firn.load.run")).contains("r7");
    assertThat(rows()).containsExactly(7L);
  }

  @ParameterizedTest(name = "into a table that exists: {0}")
  @ValueSource(booleans = {true, false})
  void aLoadThatIsNotThereMayStillCome(boolean exists) {
    existing(exists);
    LoadTarget target = target();
    silentAt("lake.load.before");
    assertThatThrownBy(() -> publish(target, 7))
        .isInstanceOfSatisfying(
            LostRaceException.class, lost -> assertThat(lost.isRefused()).isFalse())
        .hasMessageContaining("the catalog has lost sight of the commit");
    FaultPoint.install(null);
    publish(target(), 8);
    assertThat(rows()).containsExactly(8L);
  }

  @ParameterizedTest(name = "into a table that exists: {0}")
  @ValueSource(booleans = {true, false})
  void aLoadOfATableThatSomebodyHasMovedIsRefused(boolean exists) {
    existing(exists);
    LoadTarget slow = target();
    publish(target(), 2);
    assertThatThrownBy(() -> publish(slow, 7))
        .isInstanceOfSatisfying(
            LostRaceException.class, lost -> assertThat(lost.isRefused()).isTrue())
        .hasMessageContaining("Cannot publish " + id);
    assertThat(rows()).containsExactly(2L);
  }

  /** What a table has that a consumer has streamed into, and that somebody else has tuned. */
  private static final Map<String, String> OF_EARLIER_ROWS =
      Map.of(
          TableProperty.ledger("shop"),
          "known",
          TableProperty.ledger("advanced"),
          "9",
          TableProperty.BACKFILL_PREFIX + "kind",
          "plain",
          TableProperty.COPY_PREFIX + "price__v2",
          "price",
          TableProperty.FORMER_NAMES,
          "{\"state\":\"status\"}",
          TableProperty.DROPPED_NAMES,
          "{\"size\":742}",
          TableProperty.retried("shop"),
          "b/0/7",
          TableProperty.LEFT_OUT_PREFIX + "size",
          "for a time",
          TableProperty.LENIENCY,
          "delete_mode: ignore");

  private static final Map<String, String> OF_OTHER_THINGS =
      Map.of(
          TableProperty.begun("shop"),
          "ends",
          TableProperty.deadLetters("shop"),
          "batch file",
          "write.target-file-size-bytes",
          "1000000");

  @Test
  void aLoadEndsWhatWasSaidOfTheRowsBeforeAndNothingElse() {
    publish(target(), 1);
    lake.open(id).alter().setProperties(OF_EARLIER_ROWS);
    lake.open(id).alter().setProperties(OF_OTHER_THINGS);
    String planned = Ledger.empty("shop.orders").advance(1, Map.of(0, 7L), "", 7).toJson();
    target()
        .publish(
            List.of(),
            Map.of(TableProperty.LOAD_RUN, "r2"),
            Map.of(
                TableProperty.ledger("shop"),
                planned,
                TableProperty.ledger("unreadable"),
                "of another version"),
            "attempt");
    LakeTable loaded = lake.open(id);
    assertThat(
            OF_EARLIER_ROWS.keySet().stream()
                .filter(name -> loaded.findProperty(name).isPresent())
                .toList())
        .containsExactly(TableProperty.ledger("shop"));
    assertThat(loaded.ledgers()).containsExactly(Map.entry("firn.ledger.shop", planned));
    assertThat(loaded.state().findLoadRun()).contains("r2");
    OF_OTHER_THINGS.forEach(
        (name, value) -> assertThat(loaded.findProperty(name)).as(name).contains(value));
  }
}
