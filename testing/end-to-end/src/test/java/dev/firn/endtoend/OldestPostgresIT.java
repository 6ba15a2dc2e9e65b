package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.compare.Database;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path from the oldest version of PostgreSQL that Firn reads. */
class OldestPostgresIT {

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheShop() throws Exception {
    try (LocalStack oldest =
        LocalStack.in(directory.resolve("services"))
            .only(Service.POSTGRES)
            .oldestPostgres()
            .start()) {
      Database server = Database.of(oldest.postgres());
      assertThat(version(server)).isEqualTo(14);
      TestShop shop = SharedStack.shop(server, directory.resolve("home"), 2_000);
      ExtraTables.create(shop.database(), shop.source().name(), "ALL TABLES");
      String connect = SharedStack.STACK.connect().url().toString();
      ShopPipeline.run(shop, "bulk-load", "--deploy-connector", connect);
      ShopPipeline.follow(shop, ExtraTables.TABLES, () -> ExtraTables.change(shop.database()));
      SharedStack.STACK.connect().delete(shop.source().connectorName());
    }
  }

  private static int version(Database server) throws SQLException {
    try (Connection connection = server.connect()) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }
}
