package dev.firn.cdc;

import dev.firn.cdc.replay.DeadLetterJob;
import dev.firn.config.ConfigLoader;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.SourceOptions;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line for events that could not be applied. */
@Command(
    name = "dlq",
    sortOptions = false,
    description = {
      "Lists, shows, retries or discards the events of a source that could not be applied, or removes"
          + " those that are settled.",
      "A retry applies an event as if it had been applied in its place: what happened to the same"
          + " row since is read from Kafka again and stays the row's newest state."
    },
    footer = {
      "",
      "Examples:",
      "  dlq list --source shop",
      "  dlq show --source shop shop.public.orders/0/4711",
      "  dlq retry --source shop --table orders",
      "  dlq discard --source shop shop.public.orders/0/4711",
      "  dlq remove --source shop"
    })
public final class DeadLetterCommand implements JobCommand {

  /** What is to be done. */
  enum Action {
    LIST,
    SHOW,
    RETRY,
    DISCARD,
    REMOVE
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = "list, show, retry, discard, or remove, which forgets those that are settled.")
  private Action action = Action.LIST;

  @Parameters(
      index = "1..*",
      paramLabel = "ID",
      description = "TOPIC/PARTITION/OFFSET as list prints it; without, all that are open.")
  private List<String> ids = List.of();

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(names = "--table", paramLabel = "NAME", description = "Of this source table only.")
  private @Nullable String table;

  @Option(
      names = "--settled",
      description = "With list and show: also those that were retried or discarded.")
  private boolean settled;

  @Option(names = "--all", description = "With discard: all that are open.")
  private boolean all;

  public static void main(String[] arguments) throws Exception {
    JobMain.run(new DeadLetterCommand(), arguments);
  }

  @Override
  public Callable<ExitCode> prepare() {
    if (action == Action.DISCARD && ids.isEmpty() && table == null && !all) {
      throw new ParameterException(
          commandLine(), "Say what is to be discarded: some IDs, --table NAME or --all");
    }
    if (settled && (action == Action.RETRY || action == Action.DISCARD)) {
      throw new ParameterException(commandLine(), "--settled is for list and show");
    }
    ConfigLoader loader = options.configLoader();
    SourceConfig source = loader.loadSource(options.source());
    KafkaClusterConfig kafka = action == Action.RETRY ? loader.loadKafkaCluster(source) : null;
    DeadLetterJob.Selection selection =
        new DeadLetterJob.Selection(table, ids, settled || action == Action.REMOVE);
    return () ->
        new DeadLetterSession(source, kafka, options.home(), commandLine().getOut())
            .run(action, selection);
  }

  private picocli.CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("Not called by picocli");
    }
    return spec.commandLine();
  }
}
