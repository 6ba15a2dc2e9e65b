package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.error.ConfigException;
import dev.firn.error.ErrorCode;
import dev.firn.error.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class JobMainTest {

  private static final String LONG =
      "  probe --source x | jq '.sources[].tables[] | select(.error != \"\")' | while read -r line; do";

  @Command(
      name = "probe",
      description = {"A sentence that goes on", "in the next line.", "  indented", "Another one."},
      footer = {"", "Examples:", "  probe --source x \\", "    --set a=b", LONG})
  private static final class Probe implements JobCommand {
    @Mixin SourceOptions options = new SourceOptions();
    @Mixin MetricsFileOption metricsFile = new MetricsFileOption();

    @Override
    public void ended(ExitCode code, Duration took) {
      metricsFile.ended("probe", options.source(), code, took);
    }

    @Override
    public List<ExitCode> exitCodes() {
      return List.of(ExitCode.OK, ExitCode.USAGE);
    }

    @Override
    public Callable<ExitCode> prepare() {
      if (options.source().equals("bad")) {
        throw new ConfigException(ErrorCode.CONFIG_HAS_PROBLEMS, "sources.yaml", List.of("a", "b"));
      }
      if (options.source().equals("bug")) {
        throw new IllegalStateException("surprise");
      }
      return () -> ExitCode.PARTIAL;
    }
  }

  @Test
  void endsWithTheCommandsCode() {
    assertThat(JobMain.execute(new Probe(), "--source", "x")).isEqualTo(5);
    assertThat(JobMain.execute(new Probe(), "--source", "bad")).isEqualTo(3);
    assertThat(JobMain.execute(new Probe(), "--source", "bug")).isEqualTo(1);
    assertThat(JobMain.execute(new Probe(), "--sauce", "x")).isEqualTo(2);
    assertThat(JobMain.execute(new Probe())).isEqualTo(2);
    assertThat(JobMain.execute(new Probe(), "--help")).isZero();
  }

  @Test
  void tellsInAFileHowRunsHaveEnded(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("probe.prom");
    String[] bad = {"--source", "bad", "--metrics-file", file.toString()};
    assertThat(JobMain.execute(new Probe(), "--help", "--metrics-file", file.toString())).isZero();
    assertThat(JobMain.execute(new Probe(), "--metrics-file", file.toString())).isEqualTo(2);
    assertThat(file).doesNotExist();
    assertThat(JobMain.execute(new Probe(), bad)).isEqualTo(3);
    assertThat(Files.readString(file))
        .contains("firn_run_last_exit_code{command=\"probe\",source=\"bad\"} 3\n")
        .doesNotContain("success");
    String[] nowhere = {"--source", "x", "--metrics-file", file + "/not/there.prom"};
    assertThat(JobMain.execute(new Probe(), nowhere)).as("the run's own code").isEqualTo(5);
    Files.delete(file);
    assertThat(Preflight.check(new Probe(), Preflight.Depth.CONFIGURATION, bad)).isEqualTo(3);
    assertThat(file).content().contains("} 3\n");
  }

  @Test
  void helpFlowsAndHasExamplesThatCanBePasted() {
    CommandLine line = JobMain.commandLine(new Probe());
    assertThat(line.getUsageMessage())
        .startsWith("Usage: firn probe ")
        .contains(
            """
            A sentence that goes on in the next line.
              indented
            Another one.
            """)
        .contains(
            """
            Exit codes:
               0    done; also a graceful stop, also nothing to do
               2    wrong command line, or not confirmed
              130   ended by Ctrl+C, of which a stream needs two

            Examples:
              firn probe --source x \\
                --set a=b
            """)
        .contains(LONG.replace("probe", "firn probe") + "\n");
  }

  @Test
  void inANarrowTerminalWhatAnOptionSaysStandsBelowIt() {
    CommandLine line = JobMain.commandLine(new Probe());
    new NarrowHelp(40).apply(line);
    String help = line.getUsageMessage();
    assertThat(help)
        .startsWith("Usage: firn probe [OPTION]...\nA sentence that goes on in the next\nline.\n")
        .contains(
            """
              --source=NAME
                The source, as sources.yaml names
                it.
            """)
        .contains(
            """
            Exit codes:
              0  done; also a graceful stop, also
                 nothing to do
            """);
    assertThat(help.substring(0, help.indexOf("Examples:")).lines())
        .allSatisfy(each -> assertThat(each).hasSizeLessThanOrEqualTo(40));
  }

  @Test
  void aWrongCommandLineHasACodeAndWhatWasPerhapsMeant() {
    CommandLine line = JobMain.commandLine(new Probe());
    StringWriter text = new StringWriter();
    line.setErr(new PrintWriter(text));
    assertThat(line.execute("--source", "x", "--verbos")).isEqualTo(ExitCode.USAGE.code());
    assertThat(text.toString())
        .startsWith("FIRN-1020 Unknown option: '--verbos'")
        .contains("--verbose")
        .endsWith("See firn probe --help.\n");
  }

  @Test
  void anOptionThatIsSpeltWrongIsNamedBeforeTheOneThatIsMissing() {
    CommandLine line = JobMain.commandLine(new Probe());
    StringWriter text = new StringWriter();
    line.setErr(new PrintWriter(text));
    assertThat(line.execute("--sorce", "x")).isEqualTo(ExitCode.USAGE.code());
    assertThat(text.toString())
        .startsWith("FIRN-1020 Unknown options: '--sorce', 'x'")
        .contains("--source");
  }

  @Test
  void printsOperatorErrorsWithoutAStackTraceAndBugsWithOne() {
    StringWriter text = new StringWriter();
    Throwable wrapped =
        new RuntimeException(
            new ConfigException(
                ErrorCode.CONFIG_HAS_PROBLEMS, "sources.yaml", List.of("x: missing")));
    assertThat(JobMain.report(wrapped, false, new PrintWriter(text))).isEqualTo(ExitCode.CONFIG);
    assertThat(text.toString())
        .isEqualToNormalizingNewlines(
            "FIRN-1001 Cannot use sources.yaml, 1 problem:\n- x: missing\n");

    StringWriter bug = new StringWriter();
    assertThat(JobMain.report(new IllegalStateException("boom"), false, new PrintWriter(bug)))
        .isEqualTo(ExitCode.BUG);
    assertThat(bug.toString()).contains("This is a bug").contains("at dev.firn.job.JobMainTest");
  }
}
