package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.acceptance.Docker;
import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;

/** The whole path with PostgreSQL and Kafka as others pack them. */
@Order(101)
class ImagesIT {

  private static final int PORT = 5432;

  @TempDir static Path directory;

  @BeforeEach
  void requireDocker() {
    Docker.require(ImagesIT.class, "");
  }

  @Test
  void aShopIsLoadedAndFollowedFromImagesOfPostgresAndKafka() throws Exception {
    try (GenericContainer<?> postgres =
            new GenericContainer<>("postgres:17")
                .withEnv("POSTGRES_PASSWORD", "postgres")
                .withCommand("postgres", "-c", "wal_level=logical")
                .withExposedPorts(PORT);
        KafkaContainer kafka = new KafkaContainer("apache/kafka:4.1.0")) {
      postgres.start();
      kafka.start();
      try (LocalStack connect =
          LocalStack.in(directory.resolve("services"))
              .only(Service.CONNECT)
              .kafkaAt(kafka.getBootstrapServers())
              .start()) {
        TestShop shop = shop(postgres, kafka.getBootstrapServers());
        assertThat(ShopPipeline.run(shop, "bulk-load").exitCode()).isZero();
        connect.connect().deploy(shop.source().connectorFile());
        connect.connect().awaitRunning(shop.source().connectorName(), Duration.ofMinutes(1));
        ShopPipeline.follow(shop, Shop.TABLES, () -> {});
      }
    }
  }

  private static TestShop shop(GenericContainer<?> postgres, String bootstrapServers)
      throws Exception {
    Database database =
        new Database(
            postgres.getHost(), postgres.getMappedPort(PORT), "postgres", "postgres", "postgres");
    Shop.create(database, 200, 7);
    Path home = Files.createDirectories(directory.resolve("home"));
    return new TestShop(
        ShopSource.create(FirnInstallation.current(), "images", home, database, bootstrapServers),
        database);
  }
}
