package dev.firn.cdc.tables;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.history.HistorySink;
import dev.firn.cdc.sink.keyless.AppendSink;
import dev.firn.cdc.sink.keyless.MultisetSink;
import dev.firn.cdc.sink.mirror.MirrorSink;
import dev.firn.cdc.sink.scd2.Scd2Sink;
import dev.firn.cdc.sink.shape.ShapeSink;
import dev.firn.config.SourceConfig;
import dev.firn.model.TableId;
import dev.firn.schema.Routes;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** The sinks that there are. */
public record Sinks(List<ChangeSink> all) {

  public Sinks {
    all = List.copyOf(all);
  }

  /**
   * Those that Firn has; a new one is added here, a shape behind the others.
   *
   * @param topics on which the changes of tables come
   */
  public static Sinks of(SparkSession spark, Clock clock, Function<TableId, String> topics) {
    return new Sinks(
        List.of(
            new MirrorSink(spark, clock),
            new MultisetSink(spark, clock),
            new AppendSink(clock),
            new HistorySink(spark, clock, topics),
            new Scd2Sink(spark, clock)));
  }

  /** The same for a source with its topics. */
  public static Sinks of(SparkSession spark, Clock clock, SourceConfig source) {
    return of(
        spark, clock, table -> Routes.of(table, source.namespace(), source.topicPrefix()).topic());
  }

  /** The same of changes of which nobody asks on which topics they came. */
  public static Sinks of(SparkSession spark, Clock clock) {
    return of(spark, clock, table -> "");
  }

  /** The shapes in which a table is kept beside its first sink's. */
  public List<ShapeSink> shapes(CapturedTable captured) {
    return of(captured).stream()
        .flatMap(sink -> sink instanceof ShapeSink shape ? Stream.of(shape) : Stream.empty())
        .toList();
  }

  /**
   * Those that the changes of a table go through; none if it is not streamed. The first of them
   * keeps the table's dead letters.
   */
  public List<ChangeSink> of(CapturedTable captured) {
    return all.stream().filter(sink -> sink.takes(captured)).toList();
  }

  /** The tables that are kept of one, each with the id that its sink has chosen. */
  public List<CapturedTable> targets(CapturedTable captured) {
    return of(captured).stream().map(sink -> captured.in(sink.target(captured))).toList();
  }
}
