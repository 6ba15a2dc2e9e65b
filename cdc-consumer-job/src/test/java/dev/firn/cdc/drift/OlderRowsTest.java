package dev.firn.cdc.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.lake.TableState;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OlderRowsTest {

  private static final TableMapping WITH_KIND =
      new TableMapping(
          new TableId("shop", "orders"),
          List.of(
              PostgresColumns.of("id", "int8"),
              PostgresColumns.of("kind", "text"),
              PostgresColumns.of("size", "int8").named("size", "size__v2")),
          List.of("id"));
  private static final TableMapping WITHOUT = WITH_KIND.with(WITH_KIND.columns().subList(0, 1));

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private final LakeTableId id =
      new LakeTableId(LocalSpark.CATALOG, List.of("older_rows"), "t" + System.nanoTime());

  @BeforeEach
  void createTable() {
    lake.create(
        id,
        WITH_KIND.lakeSchema().add("size", DataTypes.IntegerType),
        2,
        Map.of(
            TableProperty.BACKFILL_PREFIX + "kind",
            "plain",
            TableProperty.COPY_PREFIX + "size__v2",
            "size"));
    spark.sql("INSERT INTO " + id.quoted() + " VALUES (1, NULL, NULL, 7)");
  }

  private void complete(TableMapping contract) {
    new OlderRows(spark, lake, "run1").complete(new CapturedTable("shop", id, contract));
    TableState state = lake.open(id).state();
    assertThat(state.backfills()).isEmpty();
    assertThat(state.copies()).isEmpty();
  }

  private List<String> rows() {
    return spark.table(id.quoted()).collectAsList().stream().map(row -> row.mkString(" ")).toList();
  }

  @Test
  void givesTheRowsTheirValuesAndForgetsThatItWasToBeDone() {
    complete(WITH_KIND);
    assertThat(rows()).containsExactly("1 plain 7 7");
  }

  @Test
  void whatIsToBeDoneToNoColumnOfTheContractIsForgottenAndStopsNobody() {
    complete(WITHOUT);
    assertThat(rows()).containsExactly("1 null null 7");
  }
}
