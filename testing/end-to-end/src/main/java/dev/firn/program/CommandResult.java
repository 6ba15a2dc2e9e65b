package dev.firn.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How another program has ended, and what it has printed. */
public record CommandResult(int code, String output) {

  /** Runs it to its end; what it prints on both streams is one text. */
  public static CommandResult of(
      Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new CommandResult(process.waitFor(), output);
  }

  public boolean succeeded() {
    return code == 0;
  }

  /** The last lines, for a report. */
  public String end() {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** A program on the path. */
  public static Optional<Path> find(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .flatMap(directory -> Stream.of(Path.of(directory, program)))
        .filter(path -> path.toFile().canExecute())
        .findFirst();
  }
}
