package dev.firn.endtoend.shop;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.oracle.StandInDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A source of Firn that is an Oracle made of PostgreSQL, whose changes come through Connect. */
public final class OracleShop {

  private OracleShop() {}

  /**
   * Writes the config files.
   *
   * @param name must be the source's own in Kafka
   */
  public static ShopSource create(FirnInstallation firn, String name, Path home, LocalStack stack)
      throws IOException {
    Database database = Database.of(stack.postgres());
    ShopSource source =
        ShopSource.create(
                firn,
                name,
                Files.createDirectories(home),
                database,
                stack.kafka().bootstrapServers())
            .with(
                "FIRN_JARS",
                firn.repository()
                    .resolve("testing/local-stack/target/local-stack-0.1.0-SNAPSHOT.jar")
                    .toString());
    tell(source, "");
    Files.writeString(
        home.resolve("config/sources.yaml"),
        """
        sources:
          %1$s:
            database_type: oracle
            kafka_topic_prefix: firn.%1$s
            iceberg_namespace: %2$s
            database_connection:
              host: db.example.com
              service_name: STANDIN%3$d
              username: %4$s
              password: ${%5$s}
              schema: %6$s
        """
            .formatted(
                name,
                ShopSource.NAMESPACE,
                database.port(),
                database.username(),
                ShopSource.PASSWORD_VARIABLE,
                Shop.SCHEMA));
    Files.writeString(
        home.resolve("config/kafka_clusters.yaml"),
        "    connect_url: " + stack.connect().url() + "\n",
        StandardOpenOption.APPEND);
    return source;
  }

  /** Gives the jobs an option of the JVM beside the one that leads them to the stand-in. */
  public static void tell(ShopSource source, String javaOption) {
    source.with(
        "SPARK_SUBMIT_OPTS",
        "-Dfirn.oracle-driver=" + StandInDriver.class.getName() + " " + javaOption);
  }
}
