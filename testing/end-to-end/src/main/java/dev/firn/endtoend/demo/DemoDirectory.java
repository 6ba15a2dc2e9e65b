package dev.firn.endtoend.demo;

import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where a run of the demo keeps its services, its lakehouse and its logs. No other run gets it
 * while it is open.
 *
 * @param path the directory
 * @param marker says whose it is: it is locked by the run, and holds what the run has written of
 *     what people edit
 */
record DemoDirectory(Path path, FileChannel marker) implements AutoCloseable {
  private static final String MARKER = ".firn-demo";

  /**
   * Empties the directory of an earlier demo. One that holds anything else is left alone, and so is
   * one that is in use or whose configuration somebody has changed.
   */
  static DemoDirectory prepare(Path path) throws IOException {
    if (Files.exists(path.resolve(MARKER))) {
      try (FileChannel marker = lock(path)) {
        refuseIfEdited(path, marker);
        WorkDirectory.delete(path);
      }
    } else if (Files.exists(path) && !isEmpty(path)) {
      throw refused(path, "it holds files that are not of an earlier demo. Name");
    }
    Files.createDirectories(path.resolve("logs"));
    return new DemoDirectory(path, lock(path));
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel marker =
        FileChannel.open(
            path.resolve(MARKER),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (marker.tryLock() != null) {
        return marker;
      }
    } catch (OverlappingFileLockException e) {
      // As if another process had it.
    }
    marker.close();
    throw refused(path, "another demo runs in it. End that with Ctrl+C, or name");
  }

  private static void refuseIfEdited(Path path, FileChannel marker) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(marker.size()));
    marker.read(content, 0);
    List<String> written = new String(content.array(), StandardCharsets.UTF_8).lines().toList();
    List<String> edited = new ArrayList<>(configuration(path));
    edited.removeAll(written);
    if (!written.isEmpty() && !edited.isEmpty()) {
      String file = edited.get(0);
      throw refused(
          path,
          "%s is not as the demo has written it. Move it elsewhere, or name"
              .formatted(file.substring(file.indexOf(' ') + 1)));
    }
  }

  private static IllegalArgumentException refused(Path path, String because) {
    return new IllegalArgumentException(
        "Cannot use directory \"%s\": %s another one by --directory.".formatted(path, because));
  }

  /** From now on a file of the configuration that changes is somebody's work. */
  void written() throws IOException {
    // Through the channel: a process loses its lock when it closes the file that it opened anew.
    String content = String.join("\n", configuration(path));
    marker.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** Each file that a person may edit, with a digest of what is in it. */
  private static List<String> configuration(Path path) throws IOException {
    Path config = path.resolve("home/config");
    if (!Files.isDirectory(config)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(config)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !isGenerated(file))
          .sorted()
          .map(DemoDirectory::digestAndName)
          .toList();
    }
  }

  /** True for a connector's definition, which each load writes anew. */
  private static boolean isGenerated(Path file) {
    return file.getFileName().toString().startsWith("debezium_");
  }

  private static String digestAndName(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest) + " " + file;
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
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

  @Override
  public void close() throws IOException {
    marker.close();
  }
}
