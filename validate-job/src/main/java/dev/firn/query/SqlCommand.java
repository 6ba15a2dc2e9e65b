package dev.firn.query;

import dev.firn.error.CoreErrors;
import dev.firn.error.ExitCode;
import dev.firn.error.FirnException;
import dev.firn.files.Directory;
import dev.firn.job.ConfigOptions;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of SQL in the lake. */
@Command(
    name = "sql",
    sortOptions = false,
    description = {
      "Runs statements of Spark SQL in the lake, with the catalogs of the jobs: given by -e or -f,",
      "from standard input, or typed at a prompt. Names without a namespace are looked for in that of",
      "the source. Times are UTC. Statements that would change the lake are refused unless --write",
      "is given. Ends at the first one that fails, with 2; with 4 if the lake does not answer."
    },
    footer = {
      "",
      "Examples:",
      "  sql",
      "  sql -e \"SELECT * FROM orders LIMIT 10\"",
      "  sql --source shop -e \"SELECT table_name, load_status FROM _cdc_status\"",
      "  sql -e \"SELECT * FROM orders VERSION AS OF 8812345678\" \\",
      "    --output csv > orders.csv",
      "  sql -f report.sql --output json | jq .",
      "  sql --write -e \\",
      "    \"CALL local.system.rewrite_manifests('bronze.shop.orders')\""
    })
public final class SqlCommand implements JobCommand {

  private static final String STANDARD_INPUT = "-";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description = "Statements, separated by semicolons; may be repeated.")
  private List<String> texts = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file of statements, - for standard input; may be repeated.")
  private List<String> files = List.of();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = {
        "In whose namespace names are looked for; by default that of the only source of sources.yaml.",
        "Tables of other sources are reached by their full names."
      })
  private @Nullable String source;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES}; by default table. json is an object a line, and nothing stands for"
              + " NULL in csv.")
  private ResultForm output = ResultForm.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "So many rows of each result, 0 for all; by default 1000 in a table, all in other forms.")
  private @Nullable Integer limit;

  @Option(names = "--write", description = "Let statements change the lake.")
  private boolean write;

  @Mixin private ConfigOptions options = new ConfigOptions();

  public static void main(String[] arguments) throws Exception {
    JobMain.run(new SqlCommand(), arguments);
  }

  @Override
  public List<ExitCode> exitCodes() {
    return List.of(
        ExitCode.OK, ExitCode.BUG, ExitCode.USAGE, ExitCode.CONFIG, ExitCode.UNAVAILABLE);
  }

  @Override
  public Callable<ExitCode> prepare() {
    if (limit != null && limit < 0 && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--limit expects an integer of at least 0, got " + limit);
    }
    List<String> given = new ArrayList<>(texts);
    for (String file : files) {
      if (!file.equals(STANDARD_INPUT)) {
        given.add(read(Path.of(file)));
      }
    }
    Place place = Place.of(options.loader(), source);
    Directory home = options.home();
    return () -> run(place, home, given);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CoreErrors.fileIsUnreadable(file.toString(), e);
    }
  }

  private ExitCode run(Place place, Directory home, List<String> given) throws IOException {
    Terminal terminal = Terminal.find();
    boolean isAsked = texts.isEmpty() && files.isEmpty();
    List<String> all = new ArrayList<>(given);
    if (files.contains(STANDARD_INPUT) || (isAsked && !terminal.isThere())) {
      all.add(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    }
    ResultWriter results = results(terminal);
    try (LakeSession session = LakeSession.open(place, home, write)) {
      if (isAsked && terminal.isThere()) {
        new SqlPrompt(session, results)
            .run(
                "%s, %s. Statements end with a semicolon; Ctrl+C ends one, Ctrl+D the session."
                    .formatted(place, write ? "reading and writing" : "reading only"));
      } else {
        List<Statement> statements =
            all.stream().flatMap(text -> SqlText.of(text).all().stream()).toList();
        run(statements, session, results);
      }
    }
    return ExitCode.OK;
  }

  private static void run(List<Statement> statements, LakeSession session, ResultWriter results) {
    for (int i = 0; i < statements.size(); i++) {
      try {
        session.run(statements.get(i), results::write);
      } catch (FirnException e) {
        if (statements.size() > 1) {
          System.err.printf(
              "Statement %d of %d: %s%n", i + 1, statements.size(), statements.get(i).beginning());
        }
        throw e;
      }
    }
  }

  /** Values are UTF-8, whatever the locale of this process has characters for. */
  private ResultWriter results(Terminal terminal) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    return new ResultWriter(
        output,
        limit == null ? output.usualLimit() : limit,
        terminal.width(),
        terminal.isColoured(),
        out,
        System.err);
  }
}
