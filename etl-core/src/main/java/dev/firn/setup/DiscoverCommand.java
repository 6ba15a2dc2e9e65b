package dev.firn.setup;

import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.job.ConfigOptions;
import dev.firn.job.JobMain;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableSchema;
import dev.firn.overview.Lakes;
import dev.firn.schema.LakeNames;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.setup.SourceSurvey.Relation;
import dev.firn.source.SourceDatabase;
import dev.firn.terminal.Terminal;
import dev.firn.terminal.TextWidth;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of a look at what a source has. */
@Command(
    name = "discover",
    sortOptions = false,
    description = {
      "Lists what a source has, and what a load would make of it, from its catalogue alone.",
      "--diff tells instead what source, lake and configuration do not have in common; it ends",
      "with 7 if there is anything. Neither starts Spark, and neither reads or changes a row."
    },
    footer = {"", "Examples:", "  discover --source shop", "  discover --source shop --diff"})
public final class DiscoverCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "NAME",
      description = "The source, as sources.yaml names it.")
  private String source = "";

  @Option(
      names = "--diff",
      description = "Only what source, lake and configuration do not have in common.")
  private boolean onlyDifferences;

  @Mixin private ConfigOptions options = new ConfigOptions();

  public static void main(String[] arguments) {
    JobMain.runPlain(line(), arguments);
  }

  /** Runs it, and returns the code with which the process should end. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return JobMain.executePlain(line().setOut(out).setErr(err), arguments);
  }

  static CommandLine line() {
    return JobMain.plain(
        new DiscoverCommand(),
        ExitCode.OK,
        ExitCode.BUG,
        ExitCode.USAGE,
        ExitCode.CONFIG,
        ExitCode.UNAVAILABLE,
        ExitCode.MISMATCH);
  }

  @Override
  public Integer call() {
    SourceConfig config = options.loader().loadSource(source);
    SourceDatabase database = SourceDatabase.of(config, Clock.systemUTC());
    database.probe();
    SourceSurvey survey =
        SourceSurvey.of(database, new SchemaMapper(config.unknownTypes(), config.databaseType()));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ExitCode code = onlyDifferences ? compare(config, survey, out) : list(config, survey, out);
    out.flush();
    return code.code();
  }

  private static ExitCode list(SourceConfig config, SourceSurvey survey, PrintWriter out) {
    int width = Terminal.find().width();
    for (Relation each : survey.relations()) {
      TableSchema table = each.table();
      String rows =
          String.format(
              Locale.ROOT,
              "%-30s %,15d rows, about",
              TextWidth.visible(table.id().name()),
              table.estimatedRows());
      String state = state(config, each);
      if (width == 0 || TextWidth.of(rows) + 2 + TextWidth.of(state) <= width) {
        out.println(rows + "  " + state);
      } else {
        out.println(rows);
        TextWidth.wrapped(state, Math.max(20, width - 4))
            .forEach(line -> out.println("    " + line));
      }
    }
    return ExitCode.OK;
  }

  private static String state(SourceConfig config, Relation each) {
    TableSchema table = each.table();
    if (config.excludes(table.id().name())) {
      return "left out by exclude_tables";
    }
    if (each.refused().isPresent()) {
      return "refused: " + each.refused().get();
    }
    if (!table.canBeCaptured()) {
      return config.bulkLoad().alsoLoaded().contains(table.kind())
          ? "loaded, not followed: " + table.kind()
          : "not loaded: " + table.kind();
    }
    String key = table.hasPrimaryKey() ? "key " + String.join(", ", table.primaryKey()) : "no key";
    return each.unfollowed().map(why -> key + ", not followed: " + why).orElse(key);
  }

  private ExitCode compare(SourceConfig config, SourceSurvey survey, PrintWriter out) {
    SourceDifferences differences = SourceDifferences.between(config, survey, contracts(config));
    differences
        .found()
        .forEach(each -> out.println(each.kind().sign() + " " + each.name() + ": " + each.what()));
    if (differences.found().isEmpty()) {
      out.println("Source, lake and configuration have the same tables and columns.");
      return ExitCode.OK;
    }
    return ExitCode.MISMATCH;
  }

  private Map<String, Optional<TableMapping>> contracts(SourceConfig config) {
    LakeTables lake = Lakes.ofLauncher("firn discover", options.home()).find(config);
    // No load has made it yet.
    return lake == null ? Map.of() : contracts(lake, config);
  }

  static Map<String, Optional<TableMapping>> contracts(LakeTables lake, SourceConfig config) {
    List<LakeTableId> names =
        lake.list(config.namespace()).stream()
            .filter(id -> LakeNames.findProblem(id.name()).isEmpty())
            .toList();
    Map<String, Optional<TableMapping>> contracts = new TreeMap<>();
    lake.findAll(names)
        .forEach(
            (id, table) -> {
              // What stands beside a mirror is of no table of its own.
              if (table.state().findShape().isEmpty()) {
                contracts.put(id.name(), contract(table));
              }
            });
    return contracts;
  }

  private static Optional<TableMapping> contract(LakeTable table) {
    return table.state().findContract();
  }
}
