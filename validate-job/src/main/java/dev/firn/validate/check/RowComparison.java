package dev.firn.validate.check;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.firn.lake.LakeTable;
import dev.firn.model.SparkName;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceReader;
import dev.firn.source.SourceRows;
import dev.firn.validate.check.TableVerdict.RowDifferences;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares all rows of a table on both sides.
 *
 * <p>Equal rows are counted as often as they occur, so that a doubled row is found too. Rows that
 * are not equal are then sorted out by key.
 */
public final class RowComparison {

  private static final int SPLITS = 8;
  private static final int KEYS_SHOWN = 10;
  private static final String IN_SOURCE = "__firn_source";
  private static final String IN_LAKE = "__firn_lake";

  private final SparkSession spark;
  private final SourceReader reader;

  public RowComparison(SparkSession spark, SourceReader reader) {
    this.spark = spark;
    this.reader = reader;
  }

  public long rows(LakeTable table) {
    return table.presentRows(spark).count();
  }

  public TableVerdict compare(
      ReadSession session, TableSchema table, TableMapping mapping, LakeTable lakeTable) {
    SourceRows source =
        session.read(
            spark,
            mapping,
            reader.split(List.of(table), SPLITS).getOrDefault(table.id(), List.of()));
    Column[] columns =
        mapping.columns().stream()
            .map(ColumnMapping::lakeColumn)
            .map(RowComparison::column)
            .toArray(Column[]::new);
    Dataset<Row> counted =
        marked(source.rows().select(columns), 1, 0)
            .union(marked(lakeTable.presentRows(spark).select(columns), 0, 1))
            .groupBy(columns)
            .agg(sum(IN_SOURCE).as(IN_SOURCE), sum(IN_LAKE).as(IN_LAKE));
    Column differs = col(IN_SOURCE).notEqual(col(IN_LAKE));
    Row totals =
        counted
            .agg(
                coalesce(sum(IN_SOURCE), lit(0L)),
                coalesce(sum(IN_LAKE), lit(0L)),
                matching(differs))
            .first();
    return TableVerdict.compared(
        table.id().name(),
        totals.getLong(0),
        totals.getLong(1),
        totals.getLong(2) == 0 ? RowDifferences.NONE : sorted(counted.where(differs), mapping));
  }

  private static Dataset<Row> marked(Dataset<Row> rows, int inSource, int inLake) {
    return rows.withColumn(IN_SOURCE, lit(inSource)).withColumn(IN_LAKE, lit(inLake));
  }

  /** Reads both sides again, at the same instant; most tables are equal, and are read once. */
  private static RowDifferences sorted(Dataset<Row> unequal, TableMapping mapping) {
    List<String> names =
        mapping.hasKey()
            ? mapping.key()
            : mapping.columns().stream().map(ColumnMapping::lakeColumn).toList();
    Column[] key = names.stream().map(RowComparison::column).toArray(Column[]::new);
    Dataset<Row> keys =
        unequal.groupBy(key).agg(sum(IN_SOURCE).as(IN_SOURCE), sum(IN_LAKE).as(IN_LAKE)).cache();
    try {
      Row totals =
          keys.agg(
                  matching(col(IN_LAKE).equalTo(0)),
                  matching(col(IN_SOURCE).equalTo(0)),
                  matching(col(IN_LAKE).gt(0).and(col(IN_SOURCE).gt(0))))
              .first();
      return new RowDifferences(
          totals.getLong(0), totals.getLong(1), totals.getLong(2), shown(keys, names));
    } finally {
      keys.unpersist();
    }
  }

  private static List<String> shown(Dataset<Row> keys, List<String> names) {
    Column[] text =
        names.stream()
            .map(name -> coalesce(column(name).cast("string"), lit("NULL")))
            .toArray(Column[]::new);
    return keys.select(concat_ws("|", text)).limit(KEYS_SHOWN).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static Column matching(Column condition) {
    return count(when(condition, lit(1)));
  }

  private static Column column(String name) {
    return col(SparkName.quoted(name));
  }
}
