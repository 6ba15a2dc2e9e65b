package dev.firn.watch;

import dev.firn.config.ConfigLoader;
import dev.firn.error.ExitCode;
import dev.firn.files.Directory;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.LookOptions;
import dev.firn.overview.Lakes;
import dev.firn.overview.SourceOverview;
import dev.firn.overview.TableOverview;
import dev.firn.terminal.LiveScreen;
import dev.firn.terminal.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/** The command line of a look at how the sources are. */
@Command(
    name = "status",
    sortOptions = false,
    description = {
      "Shows how the tables of each source are, by what loads, streams and validations",
      "have left in the lake: their state, rows, position, how far they are behind, what",
      "the last validation has found, dead letters, and what is wrong. Starts no Spark,",
      "asks neither database nor Kafka, and changes nothing. Ends with 0 if every lake",
      "answers, with 4 if one does not; with --strict also with 5 or 6 if tables have",
      "failed or stand still, and with 7 if source and lake differ."
    },
    footer = {
      "",
      "Examples:",
      "  status",
      "  status --source shop --watch",
      "  status --source shop --source erp --json",
      "  status --strict --json \\",
      "    | jq '.sources[].tables[] | select(.error != \"\")'"
    })
public final class StatusCommand implements JobCommand {

  @Option(
      names = "--watch",
      description = {
        "Look again and again until Ctrl+C: redrawn on a terminal, elsewhere a line for",
        "each table that is not as it was, with --json a document a line."
      })
  private boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long --watch waits between two looks, by default 2.")
  private int intervalSeconds = 2;

  @Option(names = "--strict", description = "End with 5, 6 or 7 if tables are not well.")
  private boolean strict;

  @Mixin private LookOptions options = new LookOptions();

  private Duration interval = Duration.ofSeconds(2);
  private volatile boolean isOver;

  public static void main(String[] arguments) {
    JobMain.runWithoutSpark(new StatusCommand(), arguments);
  }

  @Override
  public List<ExitCode> exitCodes() {
    return List.of(
        ExitCode.OK,
        ExitCode.BUG,
        ExitCode.USAGE,
        ExitCode.CONFIG,
        ExitCode.UNAVAILABLE,
        ExitCode.PARTIAL,
        ExitCode.FAILED,
        ExitCode.MISMATCH);
  }

  @Override
  public Callable<ExitCode> prepare() {
    interval = options.seconds("--interval", intervalSeconds);
    Duration patience = options.patience();
    Directory home = options.home();
    ConfigLoader loader = options.loader().withoutSecrets();
    List<String> names = options.sources(loader);
    return () -> run(loader, home, names, patience);
  }

  private ExitCode run(ConfigLoader loader, Directory home, List<String> names, Duration patience)
      throws InterruptedException {
    Lakes lakes = Lakes.ofLauncher("firn status", home);
    List<SourceWatch> watches =
        names.stream()
            .map(name -> new SourceWatch(name, loader, lakes, patience, Clock.systemUTC()))
            .toList();
    Terminal terminal = Terminal.find();
    if (!watch) {
      List<SourceOverview> found = look(watches);
      print(found, terminal);
      return exitCode(found, strict);
    }
    endOnSignals();
    if (terminal.isRedrawn() && !options.isJson()) {
      return redraw(watches, terminal);
    }
    return follow(watches);
  }

  /** Beside each other, because each waits for others most of its time. */
  private static List<SourceOverview> look(List<SourceWatch> watches) {
    return watches.parallelStream().map(SourceWatch::look).toList();
  }

  private void print(List<SourceOverview> found, Terminal terminal) {
    if (options.isJson()) {
      System.out.print(StatusJson.pretty(found, exitCode(found, strict)));
    } else {
      new StatusText(terminal.width(), terminal.isColoured())
          .of(found)
          .forEach(System.out::println);
    }
    System.out.flush();
  }

  /** What is seen last stays, where the lines before were. */
  private ExitCode redraw(List<SourceWatch> watches, Terminal terminal)
      throws InterruptedException {
    List<SourceOverview> found = look(watches);
    try (LiveScreen screen = LiveScreen.open(System.out)) {
      while (!isOver) {
        Terminal.Size size = terminal.size();
        screen.show(new StatusText(size.columns(), terminal.isColoured()).of(found), size.rows());
        if (pause()) {
          found = look(watches);
        }
      }
    }
    print(found, terminal);
    return exitCode(found, strict);
  }

  private ExitCode follow(List<SourceWatch> watches) throws InterruptedException {
    StatusLines lines = new StatusLines();
    List<SourceOverview> found = List.of();
    do {
      found = look(watches);
      if (options.isJson()) {
        System.out.print(StatusJson.line(found, exitCode(found, strict)));
      } else {
        lines.of(found).forEach(System.out::println);
      }
      System.out.flush();
      // Whoever reads is gone, as when a pipe is closed.
    } while (pause() && !System.out.checkError());
    return exitCode(found, strict);
  }

  /** True if it is to be looked again. */
  private synchronized boolean pause() throws InterruptedException {
    long until = System.nanoTime() + interval.toNanos();
    for (long left = interval.toMillis(); !isOver && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    return !isOver;
  }

  private void endOnSignals() {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), received -> end());
    }
  }

  private synchronized void end() {
    isOver = true;
    notifyAll();
  }

  static ExitCode exitCode(List<SourceOverview> sources, boolean strict) {
    if (sources.stream().anyMatch(source -> !source.isConfigured())) {
      return ExitCode.CONFIG;
    }
    if (sources.stream().anyMatch(source -> !source.isReached())) {
      return ExitCode.UNAVAILABLE;
    }
    if (!strict) {
      return ExitCode.OK;
    }
    List<TableOverview> tables =
        sources.stream().flatMap(source -> source.tables().stream()).toList();
    long standing = tables.stream().filter(table -> table.status().condition().isTrouble()).count();
    if (standing > 0) {
      return standing == tables.size() ? ExitCode.FAILED : ExitCode.PARTIAL;
    }
    return tables.stream().anyMatch(TableOverview::differs) ? ExitCode.MISMATCH : ExitCode.OK;
  }
}
