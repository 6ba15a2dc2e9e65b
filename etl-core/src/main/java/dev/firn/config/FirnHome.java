package dev.firn.config;

import java.nio.file.Path;
import java.util.Map;

/** The directory in which configuration, the embedded lakehouse and checkpoints live. */
public final class FirnHome {

  private static final String VARIABLE = "FIRN_HOME";

  private FirnHome() {}

  /** What the environment variable FIRN_HOME names, else the current directory. */
  public static Path locate() {
    return locate(System.getenv());
  }

  static Path locate(Map<String, String> environment) {
    return Path.of(environment.getOrDefault(VARIABLE, "")).toAbsolutePath().normalize();
  }
}
