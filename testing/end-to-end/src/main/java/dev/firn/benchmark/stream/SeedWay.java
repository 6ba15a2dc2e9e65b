package dev.firn.benchmark.stream;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.row_number;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/**
 * What the stream is measured against: the batch is filtered per table, parsed by from_json,
 * brought to one row per key by row_number, and merged by one full MERGE.
 */
final class SeedWay {

  private final SparkSession spark;

  SeedWay(SparkSession spark) {
    this.spark = spark;
  }

  /** Applies the first events of a topic to a table, as one batch. */
  void apply(String bootstrapServers, String topic, String table, int events) {
    StructType row = StructType.fromDDL("aid BIGINT, bid INT, abalance INT, filler STRING");
    StructType envelope =
        new StructType()
            .add("before", row)
            .add("after", row)
            .add("op", "string")
            .add("source", StructType.fromDDL("lsn BIGINT, ts_ms BIGINT, `table` STRING"));
    String ends = "{\"%s\":{\"0\":%d}}".formatted(topic, events);
    Dataset<Row> batch =
        spark
            .read()
            .format("kafka")
            .option("kafka.bootstrap.servers", bootstrapServers)
            .option("subscribe", topic)
            .option("startingOffsets", "earliest")
            .option("endingOffsets", ends)
            .load();
    batch
        .where(col("topic").equalTo(topic))
        .select(from_json(col("value").cast("string"), envelope).as("e"), col("offset"))
        .selectExpr(
            "e.op AS op",
            "coalesce(e.after.aid, e.before.aid) AS aid",
            "e.after.bid AS bid",
            "e.after.abalance AS abalance",
            "e.after.filler AS filler",
            "offset")
        .withColumn(
            "newest", row_number().over(Window.partitionBy("aid").orderBy(col("offset").desc())))
        .where("newest = 1")
        .createOrReplaceTempView("updates");
    spark.sql(
        "MERGE INTO "
            + table
            + " t USING updates s ON t.aid = s.aid"
            + " WHEN MATCHED AND s.op = 'd' THEN DELETE"
            + " WHEN MATCHED THEN UPDATE SET"
            + " t.bid = s.bid, t.abalance = s.abalance, t.filler = s.filler"
            + " WHEN NOT MATCHED AND s.op != 'd' THEN INSERT (aid, bid, abalance, filler)"
            + " VALUES (s.aid, s.bid, s.abalance, s.filler)");
  }
}
