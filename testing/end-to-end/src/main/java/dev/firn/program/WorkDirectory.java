package dev.firn.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for the gigabytes of a benchmark or check, of which nothing but logs may stay. */
public final class WorkDirectory {

  private WorkDirectory() {}

  /** What is done in a directory. */
  @FunctionalInterface
  public interface Work {
    /** True if it went as it should. */
    boolean in(Path directory) throws Exception;
  }

  /**
   * Does the work in a new directory.
   *
   * @return what the work says; if that is false, or if it fails, the logs stay
   */
  public static boolean use(Work work) throws Exception {
    Path directory = Files.createTempDirectory("firn-work");
    boolean done = false;
    try {
      done = work.in(directory);
      return done;
    } finally {
      clear(directory, !done);
      if (!done) {
        System.out.println("Its logs stay in " + directory);
      }
    }
  }

  /** Does nothing if there is no such directory. */
  public static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      clear(directory, false);
    }
  }

  private static void clear(Path directory, boolean keepsLogs) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(directory)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      boolean stays =
          keepsLogs
              && (Files.isDirectory(path)
                  || path.toString().matches(".*(log|/stderr|/log-[0-9]+[.]txt)"));
      if (!stays) {
        Files.deleteIfExists(path);
      }
    }
  }
}
