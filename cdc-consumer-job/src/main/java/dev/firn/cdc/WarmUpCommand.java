package dev.firn.cdc;

import dev.firn.files.Directory;
import dev.firn.job.SparkSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Does in small what jobs do with Spark, Iceberg and Kafka: a JVM that writes down at its end what
 * it has loaded ({@code -XX:ArchiveClassesAtExit}) then spares the jobs most of that.
 */
public final class WarmUpCommand {

  private static final String CATALOG = "local";
  private static final String TABLE = CATALOG + ".warm.up";

  /** Nobody listens there, and nobody is waited for. */
  private static final String NOBODY = "127.0.0.1:1";

  private WarmUpCommand() {}

  /**
   * @param arguments a directory for what it writes
   */
  public static void main(String[] arguments) throws Exception {
    Directory home = Directory.at(Path.of(arguments[0]));
    try (SparkSession spark = SparkSessions.start("firn warm-up", CATALOG, home)) {
      load(spark);
      merge(spark);
      stream(spark, Path.of(arguments[0], "checkpoint").toString());
    }
    askKafka();
  }

  private static void load(SparkSession spark) throws Exception {
    spark.sql("CREATE NAMESPACE IF NOT EXISTS " + CATALOG + ".warm");
    rows(spark).writeTo(TABLE).using("iceberg").tableProperty("format-version", "2").create();
    rows(spark).writeTo(TABLE).append();
  }

  private static Dataset<Row> rows(SparkSession spark) {
    return spark
        .range(1000)
        .selectExpr(
            "id",
            "cast(id as string) AS text",
            "cast(id as decimal(20, 4)) AS amount",
            "current_timestamp() AS at",
            "encode(cast(id as string), 'utf-8') AS bytes");
  }

  private static void merge(SparkSession spark) {
    spark.sql("SELECT * FROM " + TABLE + " WHERE id < 100").createOrReplaceTempView("changes");
    spark.sql(
        "MERGE INTO %s t USING (SELECT DISTINCT * FROM changes) c ON t.id = c.id AND t.at = c.at"
                .formatted(TABLE)
            + " WHEN MATCHED AND c.id < 10 THEN DELETE"
            + " WHEN MATCHED THEN UPDATE SET text = 'changed' WHEN NOT MATCHED THEN INSERT *");
    spark
        .sql(
            "SELECT a.id, count(*) AS n, max(a.at) AS latest FROM %1$s a LEFT JOIN %1$s b ON a.id = b.id"
                    .formatted(TABLE)
                + " GROUP BY a.id ORDER BY n, a.id LIMIT 5")
        .collectAsList();
  }

  private static void stream(SparkSession spark, String checkpoint) throws Exception {
    spark
        .readStream()
        .format("rate-micro-batch")
        .option("rowsPerBatch", 10)
        .load()
        .selectExpr("value AS id", "cast(value AS string) AS text", "timestamp AS at")
        .writeStream()
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.ProcessingTime(0))
        .foreachBatch(
            (rows, number) -> {
              rows.collectAsList();
              spark.streams().active()[0].stop();
            })
        .start()
        .awaitTermination();
    spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", NOBODY)
        .option("subscribe", "none")
        .load()
        .schema();
  }

  private static void askKafka() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            NOBODY,
            "key.deserializer",
            ByteArrayDeserializer.class.getName(),
            "value.deserializer",
            ByteArrayDeserializer.class.getName());
    new KafkaConsumer<>(settings).close();
    Admin.create(Map.of("bootstrap.servers", NOBODY)).close(Duration.ZERO);
  }
}
