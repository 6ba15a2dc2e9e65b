package dev.firn.lineage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as a lineage backend knows it.
 *
 * @param source where its tables come from
 * @param kafka of which brokers it reads topics; null if it reads the database
 * @param topicPrefix of those topics
 */
record LineageRun(
    UUID id,
    String jobNamespace,
    String command,
    String source,
    SourcePlace place,
    @Nullable String kafka,
    String topicPrefix) {

  /** How a database is called: {@code scheme://host:port}, and the database in it. */
  record SourcePlace(String namespace, String database) {}

  /** Once for each source and command. */
  String job() {
    return source + "." + command;
  }

  boolean isStream() {
    return kafka != null;
  }

  boolean compares() {
    return command.equals("validate");
  }
}
