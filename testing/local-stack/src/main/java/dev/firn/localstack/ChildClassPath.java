package dev.firn.localstack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The class path of the children, which the build has written down. */
final class ChildClassPath {

  private static final String RESOURCE = "children.classpath";

  private ChildClassPath() {}

  /** Of PostgreSQL, Kafka and Connect. */
  static String libraries() {
    try (InputStream in = ChildClassPath.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "Cannot start the local stack: " + RESOURCE + " is missing. Build it with Maven.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The classes of the stack, and behind them those of a service. */
  static String with(String libraries) {
    return own() + File.pathSeparator + libraries;
  }

  /** What the build has put beside the classes of the stack. */
  static Path beside(String name) {
    return own().resolveSibling(name);
  }

  private static Path own() {
    try {
      return Path.of(
          ChildClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
