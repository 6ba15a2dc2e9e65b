package dev.firn.cdc.tables;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.keyless.AppendSink;
import dev.firn.cdc.sink.keyless.MultisetSink;
import dev.firn.cdc.sink.mirror.MirrorSink;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The sinks that there are. */
public record Sinks(List<ChangeSink> all) {

  public Sinks {
    all = List.copyOf(all);
  }

  /** Those that Firn has; a new one is added here. */
  public static Sinks of(SparkSession spark, Clock clock) {
    return new Sinks(
        List.of(
            new MirrorSink(spark, clock), new MultisetSink(spark, clock), new AppendSink(clock)));
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
