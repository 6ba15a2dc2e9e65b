package dev.firn.config;

import dev.firn.files.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A directory with configuration files, and the environment they are read in. */
final class ConfigDirectory {

  private final Path path;
  private final Map<String, String> environment = new HashMap<>();

  ConfigDirectory(Path path) {
    this.path = path;
  }

  ConfigDirectory sources(String yaml) {
    return file("sources.yaml", yaml);
  }

  ConfigDirectory clusters(String yaml) {
    return file("kafka_clusters.yaml", yaml);
  }

  ConfigDirectory file(String name, String content) {
    try {
      Files.writeString(path.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  ConfigDirectory variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ConfigLoader loader() {
    return new ConfigLoader(path, environment);
  }

  ConfigLoader loader(Overrides overrides) {
    return new ConfigLoader(Directory.at(path), environment, overrides);
  }

  SourceConfig load(String source) {
    return loader().loadSource(source);
  }
}
