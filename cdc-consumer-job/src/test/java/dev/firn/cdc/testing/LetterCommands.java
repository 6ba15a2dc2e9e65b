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

/** What {@code firn dlq} does, in the test's own process. */
public final class LetterCommands {

  private LetterCommands() {}

  /**
   * What the command says.
   *
   * @param action list, show, retry, discard or remove
   * @param ids of letters, empty for all
   */
  public static String run(
      ConfigLoader config, SourceConfig source, String action, List<String> ids) {
    LakeTables lake = LakeTables.open(LocalSpark.session(), LocalSpark.CATALOG);
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    DeadLetterJob job = new DeadLetterJob(lake, source, out, Clock.systemUTC());
    DeadLetterJob.Selection selection =
        new DeadLetterJob.Selection(null, ids, action.equals("remove"));
    switch (action) {
      case "list" -> job.list(selection);
      case "show" -> job.show(selection);
      case "discard" -> job.discard(selection);
      case "remove" -> job.remove(selection);
      default -> retry(config, source, lake, job, selection);
    }
    return text.toString();
  }

  private static void retry(
      ConfigLoader config,
      SourceConfig source,
      LakeTables lake,
      DeadLetterJob job,
      DeadLetterJob.Selection selection) {
    try (KafkaReplay kafka = KafkaReplay.connect(config.loadKafkaCluster(source))) {
      job.retry(
          selection,
          () -> DeadLetterReplay.of(LocalSpark.session(), lake, source, kafka, Clock.systemUTC()));
    }
  }
}
