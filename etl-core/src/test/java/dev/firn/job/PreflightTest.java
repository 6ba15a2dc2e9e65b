package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.error.ConfigException;
import dev.firn.error.ErrorCode;
import dev.firn.error.ExitCode;
import dev.firn.job.Preflight.Depth;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PreflightTest {

  @Command(name = "probe")
  private static final class Probe implements JobCommand {
    @Mixin SourceOptions options = new SourceOptions();

    @Override
    public Callable<ExitCode> prepare() {
      switch (options.source()) {
        case "bad" ->
            throw new ConfigException(
                ErrorCode.CONFIG_HAS_PROBLEMS, "sources.yaml", List.of("a", "b"));
        case "bug" -> throw new IllegalStateException("surprise");
        case "spark" -> throw new NoClassDefFoundError("org/apache/spark/sql/SparkSession");
        default -> {}
      }
      return () -> {
        throw new IllegalStateException("A preflight does not do the work");
      };
    }
  }

  private static int check(Depth depth, String... arguments) {
    return Preflight.check(new Probe(), depth, arguments);
  }

  @Test
  void answersHelpWrongCallsAndWrongConfiguration() {
    assertThat(check(Depth.CONFIGURATION, "--help")).isZero();
    assertThat(check(Depth.CONFIGURATION, "--sauce", "x")).isEqualTo(2);
    assertThat(check(Depth.CONFIGURATION)).isEqualTo(2);
    assertThat(check(Depth.CONFIGURATION, "--source", "bad")).isEqualTo(3);
  }

  @Test
  void letsTheJobGoOnWhenAllIsWellAndWhenItCannotKnow() {
    assertThat(check(Depth.CONFIGURATION, "--source", "x")).isEqualTo(Preflight.GO_ON);
    assertThat(check(Depth.CONFIGURATION, "--source", "bug")).isEqualTo(Preflight.GO_ON);
    assertThat(check(Depth.CONFIGURATION, "--source", "spark")).isEqualTo(Preflight.GO_ON);
  }

  @Test
  void leavesTheConfigurationAloneThatIsOnAnotherMachine() {
    assertThat(check(Depth.ARGUMENTS, "--help")).isZero();
    assertThat(check(Depth.ARGUMENTS, "--sauce", "x")).isEqualTo(2);
    assertThat(check(Depth.ARGUMENTS, "--source", "bad")).isEqualTo(Preflight.GO_ON);
  }

  @Test
  void goesOnWithACodeThatIsNoJobs() {
    for (ExitCode code : ExitCode.values()) {
      assertThat(code.code()).isNotEqualTo(Preflight.GO_ON);
    }
  }
}
