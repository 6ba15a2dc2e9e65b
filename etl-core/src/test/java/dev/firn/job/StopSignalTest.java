package dev.firn.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a process of its own, which signals may end. */
class StopSignalTest {

  /** Waits for the request, and then for ever, as a batch that does not end. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] arguments) throws InterruptedException {
      StopSignal signal = new StopSignal("batch");
      signal.install();
      System.out.println("waits");
      while (!signal.isRequested()) {
        Thread.sleep(5);
      }
      System.out.println("requested");
      Thread.sleep(60_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void theFirstSignalAsksAndTheSecondEnds(String signal, int code) throws Exception {
    Process process = start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      await(lines, "waits");
      send(signal, process);
      await(lines, "requested");
      assertThat(process.isAlive()).isTrue();
      send(signal, process);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(code);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    List<String> command =
        List.of(
            // Of a build in the background nobody knows whether it has left signals to programs.
            "env",
            "--default-signal=INT,TERM",
            java,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Waiting.class.getName());
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void await(BufferedReader lines, String expected) throws IOException {
    for (String line = lines.readLine(); !expected.equals(line); line = lines.readLine()) {
      assertThat(line).as("what comes before \"%s\"", expected).isNotNull();
    }
  }

  private static void send(String signal, Process process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }
}
