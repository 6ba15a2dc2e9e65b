package dev.firn.job;

import dev.firn.error.Causes;
import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import java.net.URISyntaxException;
import java.nio.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;

/** What the JVM of a driver must have been given by whoever has started it. */
public final class DriverJvm {

  /** Where those of our own jars come from whose absence is not a bug of the build. */
  private static final List<String> OURS = List.of("dev.firn.", "picocli.");

  private DriverJvm() {}

  /**
   * Looks whether files can be read in this JVM itself. Spark's launcher sees to it, but not where
   * a worker of a standalone cluster starts the driver.
   *
   * @throws ConfigException naming the option that is missing
   */
  public static void requireArrow() {
    requireArrow(ClassLoader.getSystemClassLoader().getUnnamedModule());
  }

  /** True if nobody can say on which machine it runs. */
  static boolean isPlacedByCluster() {
    // Kubernetes starts the driver in its pod by a spark-submit in client mode.
    return System.getProperty("spark.submit.deployMode", "").equals("cluster")
        || Boolean.getBoolean("spark.kubernetes.submitInDriver");
  }

  static void requireArrow(Module reader) {
    if (!Buffer.class.getModule().isOpen(Buffer.class.getPackageName(), reader)) {
      throw CoreErrors.driverCannotReadFiles();
    }
  }

  /** The class for which a failure stands that a jar of somebody else's would bring. */
  static Optional<String> findMissingClass(Throwable failure) {
    return Causes.find(failure, NoClassDefFoundError.class)
        .map(Throwable::getMessage)
        .or(() -> Causes.find(failure, ClassNotFoundException.class).map(Throwable::getMessage))
        .map(name -> name.replace('/', '.'))
        // A class that is there and could not be initialised is another failure.
        .filter(name -> name.matches("[\\w.$]+") && OURS.stream().noneMatch(name::startsWith));
  }

  static ConfigException jarsAreMissing(String missing) {
    return CoreErrors.jarsAreMissing(missing, libraries());
  }

  /** Where the jars lie beside this one; a description if they are elsewhere. */
  private static String libraries() {
    CodeSource code = DriverJvm.class.getProtectionDomain().getCodeSource();
    try {
      Path jar = code == null ? Path.of("") : Path.of(code.getLocation().toURI());
      for (Path above = jar.getParent(); above != null; above = above.getParent()) {
        if (Files.isDirectory(above.resolve("lib")) && Files.isDirectory(above.resolve("jobs"))) {
          return above.resolve("lib").toString();
        }
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      return "/path/to/firn/lib";
    }
    return "/path/to/firn/lib";
  }
}
