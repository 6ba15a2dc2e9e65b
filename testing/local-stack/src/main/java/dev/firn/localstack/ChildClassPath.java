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

  static String get() {
    try (InputStream in = ChildClassPath.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "Cannot start the local stack: " + RESOURCE + " is missing. Build it with Maven.");
      }
      String libraries = new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
      return own() + File.pathSeparator + libraries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
