package dev.firn.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.fault.FaultPoint;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.lake.keys.KeyScan;
import dev.firn.lake.rows.WrittenNames;
import dev.firn.model.LakeTableId;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TableDeltaTest {

  private static final StructType COLUMNS = StructType.fromDDL("id BIGINT, name STRING");

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);

  private LakeTable table() {
    LakeTableId id =
        new LakeTableId(LocalSpark.CATALOG, List.of("deltas"), "t" + System.nanoTime());
    return lake.create(id, COLUMNS, 2, Map.of());
  }

  private static List<Row> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RowFactory.create((long) i, "name " + i))
        .toList();
  }

  @Test
  void rowsThatWereWrittenBesideWorkThatFailsAreDeleted() {
    LakeTable table = table();
    Consumer<TableDelta> work =
        delta -> {
          delta.add(rows(10_000), COLUMNS);
          delta.addForNow(rows(10), COLUMNS);
          throw new IllegalStateException("no places");
        };
    assertThatThrownBy(() -> table.delta().write(work)).hasMessage("no places");
    assertThat(WrittenNames.of(spark, table)).isEmpty();
  }

  @Test
  void workWhoseRowsCannotBeWrittenFailsAndLeavesNothing() {
    LakeTable table = table();
    List<Row> wrong = List.of(RowFactory.create(1L, "fine"), RowFactory.create("text", "x"));
    Consumer<TableDelta> work =
        delta -> {
          delta.add(rows(10), COLUMNS);
          delta.add(wrong, COLUMNS);
        };
    assertThatThrownBy(() -> table.delta().write(work))
        .hasMessageContaining("String cannot be cast");
    assertThat(WrittenNames.of(spark, table)).isEmpty();
  }

  @Test
  void whatOthersDoToTheRowsIsKnownAndMaintenanceIsNone() {
    LakeTable table = table();
    TableDelta delta = table.delta();
    delta.write(work -> work.add(rows(3), COLUMNS));
    delta.publish(Map.of(), Map.of());
    assertThat(lake.open(table.id()).findOthersChange()).isEmpty();
    spark.sql(
        "CALL %s.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))"
            .formatted(LocalSpark.CATALOG, table.id().quoted().replace("`", "")));
    assertThat(lake.open(table.id()).findOthersChange()).isEmpty();
    spark.sql("DELETE FROM " + table.id().quoted() + " WHERE id = 1");
    assertThat(lake.open(table.id()).findOthersChange().orElseThrow()).contains(" of 20");
  }

  @Test
  void whatWasWrittenIsPublished() {
    LakeTable table = table();
    TableDelta delta = table.delta();
    delta.write(
        work -> {
          work.add(rows(3), COLUMNS);
          work.add(rows(2), COLUMNS);
        });
    delta.publish(Map.of(), Map.of());
    assertThat(spark.table(table.id().quoted()).count()).isEqualTo(5);
    assertThat(WrittenNames.of(spark, table)).hasSize(2);
  }

  @Test
  void filesOfRowsThatComeAsTheyComeDoNotSayThatTheyAreSorted() {
    LakeTable table = table();
    spark.sql("ALTER TABLE " + table.id().quoted() + " WRITE ORDERED BY id");
    LakeTable sorted = lake.open(table.id());
    TableDelta delta = sorted.delta();
    delta.write(work -> work.add(rows(3), COLUMNS));
    delta.publish(Map.of(), Map.of());

    assertThat(spark.table(table.id().quoted() + ".files").select("sort_order_id").collectAsList())
        .extracting(row -> row.get(0))
        .containsExactly(0);
  }

  /**
   * A key with two slashes in a row is another object to some stores, and refused by others. Paths
   * of a local disk would hide it.
   */
  @Test
  void filesOfDeletesLieWhereDataFilesLie() throws IOException {
    try (InMemoryCatalog catalog = new InMemoryCatalog()) {
      catalog.initialize("memory", Map.of());
      catalog.createNamespace(Namespace.of("n"));
      Table stored =
          catalog.createTable(
              TableIdentifier.of("n", "t"),
              SparkSchemaUtil.convert(COLUMNS),
              PartitionSpec.unpartitioned(),
              Map.of("format-version", "2"));
      LakeTable table = new LakeTable(new LakeTableId("memory", List.of("n"), "t"), stored);
      TableDelta first = table.delta();
      first.write(work -> work.add(rows(3), COLUMNS));
      first.publish(Map.of(), Map.of());
      stored.refresh();
      LakeTable loaded = new LakeTable(table.id(), stored);
      KeyScan found =
          loaded.find(List.of("id"), List.<Object[]>of(new Object[] {1L})).orElseThrow();
      TableDelta second = loaded.delta();
      second.write(work -> work.delete(found, found.places(spark, false).orElseThrow()));
      second.publish(Map.of(), Map.of());
      stored.refresh();
      String deletes =
          stored.currentSnapshot().addedDeleteFiles(stored.io()).iterator().next().location();
      assertThat(deletes).startsWith(stored.location() + "/data/").doesNotContain("data//");
    }
  }

  @Test
  void filesOfACommitThatIsRefusedAreDeleted() {
    LakeTable table = table();
    TableDelta slow = table.delta();
    slow.write(work -> work.add(rows(3), COLUMNS));
    TableDelta faster = lake.open(table.id()).delta();
    faster.write(work -> work.add(rows(2), COLUMNS));
    faster.publish(Map.of(), Map.of());
    assertThatThrownBy(() -> slow.publish(Map.of(), Map.of()))
        .isInstanceOf(LostRaceException.class)
        .hasMessageContaining("its snapshot is not -1 any more");
    assertThat(spark.table(table.id().quoted()).count()).isEqualTo(2);
    assertThat(WrittenNames.of(spark, table)).hasSize(1);
  }

  /**
   * A client that sends a commit again, because the answer was lost, is told that it has failed.
   */
  @Test
  void filesOfACommitThatIsThereStayThoughItIsSaidToHaveFailed() {
    LakeTable table = table();
    TableDelta delta = table.delta();
    delta.write(work -> work.add(rows(3), COLUMNS));
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("lake.publish.after")) {
            throw new CommitFailedException("its metadata is another");
          }
        });
    delta.publish(Map.of(), Map.of("firn.test", "1"));
    FaultPoint.install(null);
    assertThat(spark.table(table.id().quoted()).count()).isEqualTo(3);
    assertThat(lake.open(table.id()).findProperty("firn.test")).contains("1");
  }

  @Test
  void filesOfACommitThatMayStillComeStay() {
    LakeTable table = table();
    TableDelta delta = table.delta();
    delta.write(work -> work.add(rows(3), COLUMNS));
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("lake.publish.before")) {
            throw new CommitStateUnknownException(new IllegalStateException("no answer"));
          }
        });
    try {
      assertThatThrownBy(() -> delta.publish(Map.of(), Map.of()))
          .isInstanceOf(LostRaceException.class)
          .hasMessageContaining("the catalog has lost sight of the commit");
    } finally {
      FaultPoint.install(null);
    }
    assertThat(WrittenNames.of(spark, table)).hasSize(1);
  }
}
