package dev.firn.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.files.Directory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** In a process of its own, which signals end. */
class InterruptionTest {

  /** Whatever fails then is told to nobody, though Spark takes its time to go away. */
  static final class Job {
    private Job() {}

    public static void main(String[] arguments) throws InterruptedException {
      AtomicBoolean isInterrupted = new AtomicBoolean();
      Interruption.listen(isInterrupted);
      boolean hangs = arguments.length > 1;
      var unused =
          new RunResult(
              Directory.at(Path.of(arguments[0])), "validate", "shop", "r1", Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> pause(hangs ? 60_000 : 200)));
      System.out.println("waits");
      while (!isInterrupted.get()) {
        Thread.sleep(5);
      }
      Thread.sleep(100);
      LoggerFactory.getLogger("x").error("noise", new IllegalStateException("noise"));
      System.err.println("noise");
      pause(60_000);
    }

    private static void pause(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @TempDir private Path home;

  @Test
  void theFirstCtrlCSaysWhatIsLeftAndNothingElseDoes() throws Exception {
    Process process = start(home.toString());
    try (BufferedReader lines = lines(process)) {
      awaitWaiting(lines);
      press(process);
      assertThat(lines.lines().collect(Collectors.joining("\n")))
          .contains("Interrupted: what is published stays")
          .doesNotContain("noise");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(home.resolve("runs/shop-r1/run_result.json"))
          .content()
          .contains("\"exit_code\" : 130", "\"error\" : \"ended by Ctrl+C\"", "\"ended_at\"");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theSecondOneDoesNotWait() throws Exception {
    Process process = start(home.toString(), "hangs");
    try (BufferedReader lines = lines(process)) {
      awaitWaiting(lines);
      press(process);
      while (!String.valueOf(lines.readLine()).contains("Interrupted")) {
        assertThat(process.isAlive()).isTrue();
      }
      press(process);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    // Of a build in the background nobody knows whether it has left signals to programs.
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT",
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Job.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  private static void awaitWaiting(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); !"waits".equals(line); line = lines.readLine()) {
      assertThat(line).isNotNull();
    }
  }

  private static void press(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }
}
