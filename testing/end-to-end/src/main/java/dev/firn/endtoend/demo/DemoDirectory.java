package dev.firn.endtoend.demo;

import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Where a run of the demo keeps its services, its lakehouse and its logs. */
record DemoDirectory(Path path) {
  private static final String MARKER = ".firn-demo";

  /** Empties the directory of an earlier demo; one that holds anything else is left alone. */
  static DemoDirectory prepare(Path path) throws IOException {
    if (Files.exists(path.resolve(MARKER))) {
      WorkDirectory.delete(path);
    } else if (Files.exists(path) && !isEmpty(path)) {
      throw new IllegalArgumentException(
          "Cannot use directory \"%s\": it holds files that are not of an earlier demo. Name another one by --directory."
              .formatted(path));
    }
    DemoDirectory directory = new DemoDirectory(path);
    Files.createDirectories(directory.logs());
    Files.createFile(path.resolve(MARKER));
    return directory;
  }

  Path services() {
    return path.resolve("services");
  }

  Path home() {
    return path.resolve("home");
  }

  Path logs() {
    return path.resolve("logs");
  }

  Path logFile(String command) {
    return logs().resolve(command + ".log");
  }

  /** Writes every line to the log file of the command before it passes it on. */
  Consumer<String> log(String command, Consumer<String> next) throws IOException {
    PrintWriter file =
        new PrintWriter(Files.newBufferedWriter(logFile(command), StandardCharsets.UTF_8), true);
    return line -> {
      file.println(line);
      next.accept(line);
    };
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.findAny().isEmpty();
    }
  }
}
