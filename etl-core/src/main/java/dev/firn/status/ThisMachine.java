package dev.firn.status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where this process runs. */
final class ThisMachine {

  private static final String HOST_NAME = findHostName();
  private static final @Nullable String PROCESS_SPACE = findProcessSpace();

  private ThisMachine() {}

  static String hostName() {
    return HOST_NAME;
  }

  /**
   * Within what a process id names a process: one start of one machine, and on it the container.
   * Null where it cannot be told, as on systems other than Linux.
   */
  static @Nullable String processSpace() {
    return PROCESS_SPACE;
  }

  private static String findHostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static @Nullable String findProcessSpace() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return null;
    }
  }
}
