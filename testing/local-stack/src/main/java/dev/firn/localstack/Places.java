package dev.firn.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Libraries of the services that are fetched only when somebody asks for them. */
final class Places {

  private Places() {}

  static String store() {
    return fetched("s3proxy.jar").toString();
  }

  static String catalog() {
    return text(fetched("catalog.classpath"));
  }

  private static Path fetched(String name) {
    return fetched("places", name, "an object store and its catalog", "scripts/fetch-s3 services");
  }

  /** The directory of a Hive metastore's distribution. */
  static Path metastore() {
    try (Stream<Path> versions = Files.list(fetchedOfHive("metastore"))) {
      return versions.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What that does not bring itself. */
  static String hadoop() {
    return text(fetchedOfHive("hadoop.classpath"));
  }

  private static Path fetchedOfHive(String name) {
    return fetched("hive", name, "a Hive metastore", "scripts/fetch-hive services");
  }

  private static Path fetched(String module, String name, String what, String command) {
    Path file = ChildClassPath.beside("../../" + module + "/target/" + name).normalize();
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "Cannot start %s: %s is missing. Run \"%s\".".formatted(what, file, command));
    }
    return file;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
