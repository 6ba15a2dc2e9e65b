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
}
