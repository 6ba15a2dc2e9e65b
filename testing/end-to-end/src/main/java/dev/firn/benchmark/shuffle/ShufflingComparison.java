package dev.firn.benchmark.shuffle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.files.Directory;
import dev.firn.job.SparkSessions;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.SparkName;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What our comparison is measured against: equal rows of both sides are counted by Spark. Started
 * with spark-submit: FIRN_HOME, the name of the source and of the table.
 */
public final class ShufflingComparison {

  private static final int SPLITS = 8;
  private static final String IN_SOURCE = "__firn_source";
  private static final String IN_LAKE = "__firn_lake";

  private ShufflingComparison() {}

  public static void main(String[] arguments) {
    Path home = Path.of(arguments[0]);
    SourceConfig source =
        ConfigLoader.fromDirectory(home.resolve("config")).loadSource(arguments[1]);
    SourceDatabase database = SourceDatabase.of(source, Clock.systemUTC());
    List<TableSchema> tables = database.discover(arguments[2]);
    try (SparkSession spark =
            SparkSessions.start(
                "shuffling comparison", source.namespace().catalog(), Directory.at(home));
        ReadSession session = database.openReadSession(tables)) {
      LakeTable lake =
          LakeTables.open(spark, source.namespace().catalog())
              .open(source.namespace().table(arguments[2]));
      long start = System.nanoTime();
      Row totals = compare(spark, session, database, tables.get(0), lake);
      System.out.printf(
          "Compared %d with %d rows, %d differ, %d ms%n",
          totals.getLong(0),
          totals.getLong(1),
          totals.getLong(2),
          (System.nanoTime() - start) / 1_000_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row compare(
      SparkSession spark,
      ReadSession session,
      SourceDatabase database,
      TableSchema table,
      LakeTable lake) {
    TableMapping mapping = lake.state().findContract().orElseThrow();
    Column[] columns =
        mapping.columns().stream()
            .map(column -> col(SparkName.quoted(column.lakeColumn())))
            .toArray(Column[]::new);
    Dataset<Row> source =
        session
            .read(
                spark,
                mapping,
                database.split(List.of(table), SPLITS).getOrDefault(table.id(), List.of()))
            .rows();
    return marked(source.select(columns), 1, 0)
        .union(marked(lake.presentRows(spark).select(columns), 0, 1))
        .groupBy(columns)
        .agg(sum(IN_SOURCE).as(IN_SOURCE), sum(IN_LAKE).as(IN_LAKE))
        .agg(
            sum(IN_SOURCE),
            sum(IN_LAKE),
            count(when(col(IN_SOURCE).notEqual(col(IN_LAKE)), lit(1))))
        .first();
  }

  private static Dataset<Row> marked(Dataset<Row> rows, int inSource, int inLake) {
    return rows.withColumn(IN_SOURCE, lit(inSource)).withColumn(IN_LAKE, lit(inLake));
  }
}
