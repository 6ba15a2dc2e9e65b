package dev.firn.cdc.stream;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Has Spark tell when something goes on: a task that ends, a look for events, a batch. */
final class SignsOfLife implements AutoCloseable {

  private final SparkSession spark;
  private final SparkListener tasks;
  private final StreamingQueryListener queries;

  SignsOfLife(SparkSession spark, StreamHealth health) {
    this.spark = spark;
    this.tasks =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            health.shows();
          }
        };
    this.queries =
        new StreamingQueryListener() {
          @Override
          public void onQueryStarted(QueryStartedEvent event) {
            health.shows();
          }

          @Override
          public void onQueryProgress(QueryProgressEvent event) {
            health.shows();
          }

          @Override
          public void onQueryIdle(QueryIdleEvent event) {
            health.shows();
          }

          @Override
          public void onQueryTerminated(QueryTerminatedEvent event) {}
        };
    spark.sparkContext().addSparkListener(tasks);
    spark.streams().addListener(queries);
  }

  @Override
  public void close() {
    spark.streams().removeListener(queries);
    spark.sparkContext().removeSparkListener(tasks);
  }
}
