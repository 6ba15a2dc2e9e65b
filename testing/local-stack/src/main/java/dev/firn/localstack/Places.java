package dev.firn.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Libraries of the services that are fetched only when somebody asks for them. */
final class Places {

  private Places() {}

  static String store() {
    return fetched("s3proxy.jar").toString();
  }

  static String catalog() {
    try {
      return Files.readString(fetched("catalog.classpath")).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path fetched(String name) {
    Path file = ChildClassPath.beside("../../places/target/" + name).normalize();
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "Cannot start an object store and its catalog: "
              + file
              + " is missing. Run \"scripts/fetch-s3 services\".");
    }
    return file;
  }
}
