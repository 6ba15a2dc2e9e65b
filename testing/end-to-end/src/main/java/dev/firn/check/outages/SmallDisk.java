package dev.firn.check.outages;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory that is easily full; only root can make one. */
final class SmallDisk implements AutoCloseable {
  private static final int BYTES = 1 << 16;

  private final Path directory;
  private boolean isMounted = true;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * @throws IOException if this machine does not let us make one
   */
  static SmallDisk mountAt(Path directory, int megabytes) throws Exception {
    Files.createDirectories(directory);
    run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
    SmallDisk disk = new SmallDisk(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
    return disk;
  }

  Path directory() {
    return directory;
  }

  /** Leaves no byte to anybody. */
  void fill() throws IOException {
    try (OutputStream filler = Files.newOutputStream(filler())) {
      byte[] bytes = new byte[BYTES];
      while (true) {
        filler.write(bytes);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  void empty() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  @Override
  public synchronized void close() {
    if (!isMounted) {
      return;
    }
    isMounted = false;
    try {
      run("umount", "-l", directory.toString());
    } catch (Exception e) {
      System.out.println("Still mounted is " + directory + ": " + e.getMessage());
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("Cannot run " + String.join(" ", command));
    }
  }
}
