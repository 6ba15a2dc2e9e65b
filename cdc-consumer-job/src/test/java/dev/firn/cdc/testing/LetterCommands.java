package dev.firn.cdc.testing;

import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.replay.DeadLetterJob;
import dev.firn.cdc.replay.DeadLetterReplay;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTables;
import dev.firn.testing.LocalSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What {@code firn dlq} does, in the test's own process. */
public final class LetterCommands {

  private LetterCommands() {}

  /**
   * What the command says.
   *
   * @param action retry, discard or remove
   * @param ids of letters, empty for all
   */
  public static String run(
      ConfigLoader config, SourceConfig source, String action, List<String> ids) {
    SparkSession spark = LocalSpark.session();
    LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    DeadLetterJob job = new DeadLetterJob(lake, source, out, Clock.systemUTC());
    DeadLetterJob.Selection selection =
        new DeadLetterJob.Selection(null, ids, action.equals("remove"));
    if (action.equals("remove")) {
      job.remove(selection);
      return text.toString();
    }
    if (action.equals("discard")) {
      job.discard(selection);
      return text.toString();
    }
    try (KafkaReplay kafka = KafkaReplay.connect(config.loadKafkaCluster(source))) {
      job.retry(
          selection, () -> DeadLetterReplay.of(spark, lake, source, kafka, Clock.systemUTC()));
    }
    return text.toString();
  }
}
