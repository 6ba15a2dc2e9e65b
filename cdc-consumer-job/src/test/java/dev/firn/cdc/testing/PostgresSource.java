package dev.firn.cdc.testing;

import dev.firn.config.ConfigLoader;
import dev.firn.localstack.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A schema of a real PostgreSQL as a source that is configured in files. */
public final class PostgresSource {

  private PostgresSource() {}

  /**
   * Writes the files.
   *
   * @param name of the source and of its schema
   */
  public static ConfigLoader configure(
      Path directory, String name, PostgresServer postgres, String bootstrapServers)
      throws IOException {
    return configure(directory, name, postgres, bootstrapServers, "");
  }

  /**
   * Writes the files.
   *
   * @param name of the source and of its schema
   * @param cdc what is said of the stream, as the inner of a map
   */
  public static ConfigLoader configure(
      Path directory, String name, PostgresServer postgres, String bootstrapServers, String cdc)
      throws IOException {
    Files.writeString(
        directory.resolve("sources.yaml"),
        """
        sources:
          %1$s:
            database_type: postgresql
            kafka_topic_prefix: %1$s
            iceberg_namespace: %1$s
            database_connection:
              {host: %2$s, port: %3$d, database: %4$s, username: %5$s, password: "%6$s", schema: %1$s}
            cdc: {%7$s}
        """
            .formatted(
                name,
                postgres.host(),
                postgres.port(),
                postgres.database(),
                postgres.username(),
                postgres.password(),
                cdc));
    Files.writeString(
        directory.resolve("kafka_clusters.yaml"),
        "kafka_clusters: {primary: {bootstrap_servers: \"%s\"}}".formatted(bootstrapServers));
    return new ConfigLoader(directory, Map.of());
  }
}
