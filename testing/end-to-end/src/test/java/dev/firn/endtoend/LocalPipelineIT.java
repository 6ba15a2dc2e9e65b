package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path on a local master, with Spark's settings as users have them, from the oldest
 * version of PostgreSQL that Firn follows; {@link ClusterPipelineIT} has the newest.
 */
@Order(2)
class LocalPipelineIT {

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
      TestShop shop = SharedStack.shop(server, directory.resolve("home with blanks"), 5_000);
      shop.source().with("FIRN_MASTER", "local[2]").without("FIRN_SPARK_OPTS");
      ExtraTables.create(shop.database(), shop.source().name(), "ALL TABLES");
      String connect = SharedStack.STACK.connect().url().toString();
      Path lineage = directory.resolve("lineage.json");
      shop.source()
          .with("FIRN_LIBS", "openlineage")
          .writeSources("    lineage: {transport: file, file: " + lineage + "}\n");
      Result load = ShopPipeline.run(shop, "bulk-load", "--deploy-connector", connect);
      requireTold(lineage);
      shop.source().without("FIRN_LIBS");
      shop.source().writeSources("");
      assertThat(page(load))
          .contains("firn bulk-load", "tables were loaded", "Over time", ">customers<");
      ConnectorDefinition.of(connect).assertSuits(shop.source().connectorFile());
      ShopPipeline.follow(shop, ExtraTables.TABLES, () -> ExtraTables.change(shop.database()));
      SharedStack.STACK.connect().delete(shop.source().connectorName());
      DocumentedQueries.run(shop, directory);
    }
  }

  /** The client is not on the class path of other runs. */
  private static void requireTold(Path lineage) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(lineage)) {
      events.add(new ObjectMapper().readTree(line));
    }
    assertThat(events)
        .extracting(event -> event.path("eventType").asText())
        .containsExactly("START", "COMPLETE");
    assertThat(events.get(1).path("outputs"))
        .hasSameSizeAs(events.get(1).path("inputs"))
        .anySatisfy(
            table -> {
              assertThat(table.path("name").asText()).endsWith("/orders");
              assertThat(table.at("/facets/columnLineage/fields/id/inputFields/0/field").asText())
                  .isEqualTo("id");
              assertThat(table.at("/outputFacets/outputStatistics/rowCount").asLong()).isPositive();
            });
  }

  /** What the last line names. */
  private static String page(Result job) throws IOException {
    String last = job.output().lines().reduce("", (before, line) -> line);
    assertThat(last).startsWith("report: ");
    return Files.readString(Path.of(last.substring("report: ".length())));
  }

  private static int version(Database server) throws SQLException {
    try (Connection connection = server.connect()) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }
}
