package dev.firn.config;

import dev.firn.files.Directory;
import java.util.Map;
import java.util.Optional;

/** Where configuration, the embedded lakehouse, checkpoints and results of runs live. */
public final class FirnHome {

  private static final String VARIABLE = "FIRN_HOME";

  private FirnHome() {}

  /** What the environment variable FIRN_HOME names, else the current directory. */
  public static Directory locate() {
    return find(System.getenv()).orElseGet(() -> Directory.of(""));
  }

  /** What the environment variable says, a path or a URI, if anything. */
  public static Optional<Directory> find() {
    return find(System.getenv());
  }

  static Optional<Directory> find(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(location -> !location.isEmpty())
        .map(Directory::of);
  }
}
