package dev.firn.check.newcomer;

import dev.firn.check.doctor.Finding;
import dev.firn.check.doctor.Fixes;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.localstack.LocalStack;
import dev.firn.program.CommandResult;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program behind {@code scripts/check newcomer}: what the README tells somebody who has never
 * seen Firn, taken line by line as it is printed there.
 */
public final class NewcomerCheck {

  /** What is wrong with the newcomer's database, by the probe that has to find it. */
  private static final List<String> PLANTED =
      List.of("source.wal-level", "source.capture-rights", "source.row-identity");

  private static final Pattern REPORT = Pattern.compile("(?m)^report: (.*)$");
  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final int REFUSED = 4;

  /** What a shell reports for a process that Ctrl+C has ended. */
  private static final int INTERRUPTED = 130;

  private static final int MAX_ROUNDS = 3;

  private final FirnInstallation firn = FirnInstallation.current();
  private final boolean isCloned;
  private final int rows;
  private int steps;
  private int failed;
  private int found;
  private int fixed;
  private int reports;

  private NewcomerCheck(Options options) {
    isCloned = options.integer("clone") == 1;
    rows = options.integer("rows");
  }

  /** True if every line does what it says. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new NewcomerCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    Path tree = isCloned ? cloned(directory) : linked(directory);
    QuickStart lines = QuickStart.read(firn.repository().resolve("README.md"));
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services"))
            .postgresAsInstalled()
            .connectors("", Map.of("MY_DB_PASSWORD", Newcomer.PASSWORD))
            .start()) {
      Newcomer newcomer = Newcomer.in(tree, stack);
      if (isCloned) {
        Result demo = newcomer.run("scripts/firn demo --rows " + rows);
        step("scripts/firn demo", demo, demo.output().contains("Source and lake are equal"));
      }
      for (String line : lines.lines()) {
        take(newcomer, line, tree);
      }
      lookAround(newcomer);
      boolean isEqual = newcomer.isEqual();
      System.out.printf(
          "RESULT newcomer steps=%d failed=%d planted=%d found=%d fixed=%d reports=%d equal=%b%n",
          steps, failed, PLANTED.size(), found, fixed, reports, isEqual);
      return failed == 0
          && found == PLANTED.size()
          && fixed == PLANTED.size()
          && reports == 3
          && isEqual;
    }
  }

  private Path cloned(Path directory) throws IOException, InterruptedException {
    Path tree = directory.resolve("firn");
    CommandResult clone =
        CommandResult.of(
            directory,
            Map.of(),
            List.of("git", "clone", "-q", firn.repository().toString(), tree.toString()));
    if (!clone.succeeded()) {
      throw new IOException("Cannot clone " + firn.repository() + ": " + clone.end());
    }
    return tree;
  }

  /** This tree as it is built, with a configuration and a lake of its own. */
  private Path linked(Path directory) throws IOException {
    Path tree = directory.resolve("firn");
    Path config = Files.createDirectories(tree.resolve("config"));
    Files.createSymbolicLink(tree.resolve("scripts"), firn.repository().resolve("scripts"));
    try (Stream<Path> files = Files.list(firn.repository().resolve("config"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".template")).toList()) {
        Files.copy(file, config.resolve(file.getFileName()));
      }
    }
    return tree;
  }

  private void take(Newcomer newcomer, String line, Path tree) throws Exception {
    String adapted = newcomer.adapted(line);
    if (line.startsWith("mvn ")) {
      // The demo has built the clone; this tree was built for this check.
      step(line, Files.exists(firn.repository().resolve("deploy/target/firn/VERSION")), "");
    } else if (line.startsWith("export MY_DB_PASSWORD=")) {
      newcomer.export("MY_DB_PASSWORD", Newcomer.PASSWORD);
    } else if (line.startsWith("scripts/firn doctor ")) {
      consult(newcomer, adapted);
    } else if (line.startsWith("scripts/firn cdc ")) {
      breakOff(newcomer);
      follow(newcomer, adapted, tree);
    } else {
      Result result = newcomer.run(adapted);
      boolean isPlan = line.endsWith(" --plan");
      step(line, result, !isPlan || !Files.exists(tree.resolve("lakehouse/warehouse")));
      count(result, tree);
      if (line.startsWith("cp ")) {
        newcomer.fillInClusters();
      }
    }
  }

  /** Ends with 4 until the steps that it prints are taken. */
  private void consult(Newcomer newcomer, String line) throws Exception {
    Result ill = newcomer.run(line);
    step(line + ", ill", ill.exitCode() == REFUSED, ill.output() + ill.log());
    List<Finding> findings = serious(newcomer.findings());
    found = (int) PLANTED.stream().filter(probe -> names(findings, probe)).count();
    List<Finding> left = findings;
    for (int round = 0; round < MAX_ROUNDS && !left.isEmpty(); round++) {
      new Fixes(newcomer).apply(left);
      left = serious(newcomer.findings());
    }
    left.forEach(finding -> System.out.println("  left: " + finding));
    List<Finding> last = left;
    fixed =
        (int)
            PLANTED.stream().filter(probe -> names(findings, probe) && !names(last, probe)).count();
    step(line + ", well", newcomer.run(line), true);
  }

  private static List<Finding> serious(List<Finding> findings) {
    return findings.stream().filter(Finding::isSerious).toList();
  }

  private static boolean names(List<Finding> findings, String probe) {
    return findings.stream().anyMatch(finding -> finding.probe().equals(probe));
  }

  /** A load that somebody ends with Ctrl+C leaves nothing in the way of the next one. */
  private void breakOff(Newcomer newcomer) throws Exception {
    String line = "scripts/firn bulk-load --source " + Newcomer.SOURCE + " --no-resume";
    try (FirnProcess load = newcomer.type(line)) {
      while (load.isRunning() && !load.log().contains("Using slot")) {
        Thread.sleep(20);
      }
      load.interrupt();
      Result broken = load.await(MAX_WAIT);
      boolean isQuiet = broken.log().lines().noneMatch(said -> said.startsWith("\tat "));
      step(
          line + ", Ctrl+C",
          broken.exitCode() == INTERRUPTED && isQuiet && broken.log().contains("Interrupted: "),
          broken.exitCode() + broken.output() + broken.log());
    }
    step(line, newcomer.run(line), true);
  }

  /** Until Ctrl+C, as the README says, once the lake has what was changed. */
  private void follow(Newcomer newcomer, String line, Path tree) throws Exception {
    try (FirnProcess stream = newcomer.type(line)) {
      newcomer.change();
      long end = System.nanoTime() + MAX_WAIT.toNanos();
      while (stream.isRunning() && System.nanoTime() < end && !newcomer.isEqual()) {
        Thread.sleep(1000);
      }
      stream.interrupt();
      Result result = stream.await(MAX_WAIT);
      step(line, result, result.log().contains("a second signal stops at once"));
      count(result, tree);
    }
  }

  /** What one looks at then. */
  private void lookAround(Newcomer newcomer) throws Exception {
    Result status = newcomer.run("scripts/firn status --strict");
    step(
        "scripts/firn status",
        status,
        Newcomer.TABLES.stream().allMatch(status.output()::contains));
    Result sql =
        newcomer.run("scripts/firn sql -e 'SELECT count(*) AS n FROM customers' --output csv");
    step("scripts/firn sql", sql, sql.output().equals("n\n1990\n"));
  }

  /**
   * The page that a run has left; it is told as one would open it from where the line was typed.
   */
  private void count(Result result, Path tree) {
    Matcher report = REPORT.matcher(result.output() + result.log());
    while (report.find()) {
      if (Files.exists(tree.resolve(report.group(1)))) {
        reports++;
      }
    }
  }

  private void step(String line, Result result, boolean does) {
    step(line, result.exitCode() == 0 && does, result.output() + result.log());
  }

  private void step(String line, boolean isWell, String said) {
    steps++;
    System.out.println((isWell ? "well   " : "FAILED ") + line);
    if (!isWell) {
      failed++;
      System.out.println(said);
    }
  }
}
