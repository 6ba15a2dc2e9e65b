package dev.firn.oracleevents;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A {@link RedoSimulator} in a process of its own, for those whose libraries are others. */
public final class RedoProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  private RedoProcess(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * @param output for what its libraries log
   */
  public static RedoProcess start(Path output) {
    try {
      return new RedoProcess(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath(),
                  "dev.firn.oracleevents.RedoMain")
              .redirectError(output.toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() throws IOException {
    return Path.of(RedoProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        + File.pathSeparator
        + connector();
  }

  /** The class path of a Kafka Connect that has Debezium's own connector for Oracle. */
  public static String connector() throws IOException {
    try (InputStream libraries =
        Objects.requireNonNull(RedoProcess.class.getResourceAsStream("simulator.classpath"))) {
      return new String(libraries.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  /**
   * Begins a log that nobody has read, with tables that nobody knows.
   *
   * @param settings of the connector
   */
  public void begin(Map<String, String> settings) {
    say("settings", settings);
  }

  /** A method of the simulator, and what it is given. */
  public void say(Object... said) {
    try {
      in.write(JSON.writeValueAsString(said));
      in.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("The simulator has ended", e);
    }
  }

  /** What was sent since this was asked last. */
  public List<RedoEvent> take() {
    return ask("take");
  }

  /** What is sent though nothing has happened, so that it is stored how far the connector is. */
  public RedoEvent heartbeat() {
    return ask("heartbeat").get(0);
  }

  private List<RedoEvent> ask(String question) {
    say(question);
    List<RedoEvent> events = new ArrayList<>();
    try {
      in.flush();
      for (String line = out.readLine(); !"".equals(line); line = out.readLine()) {
        if (line == null) {
          throw new IllegalStateException("The simulator has ended: " + process.waitFor());
        }
        events.add(JSON.readValue(line, new TypeReference<RedoEvent>() {}));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The simulator has ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return events;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
