package dev.firn.benchmark;

import dev.firn.localstack.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The config file of a benchmark: a schema of a local PostgreSQL as a source of the same name. */
final class BenchmarkSource {

  private BenchmarkSource() {}

  static void write(Path home, PostgresServer postgres, String schema) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.writeString(
        config.resolve("sources.yaml"),
        """
        sources:
          %1$s:
            database_type: postgresql
            kafka_topic_prefix: %1$s
            iceberg_namespace: bronze.%1$s
            database_connection:
              host: %2$s
              port: %3$d
              database: %4$s
              username: %5$s
              password: ${POSTGRES_PASSWORD}
              schema: %1$s
        """
            .formatted(
                schema,
                postgres.host(),
                postgres.port(),
                postgres.database(),
                postgres.username()));
  }
}
