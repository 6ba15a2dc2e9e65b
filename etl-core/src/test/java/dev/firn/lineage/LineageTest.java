package dev.firn.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.firn.config.ConfigLoader;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTest {

  private static final TableMapping ORDERS =
      new TableMapping(
          new TableId("sales", "Orders"),
          List.of(
              PostgresColumns.of("id", "int8"),
              PostgresColumns.of("Status", "text").named("Status", "status")),
          List.of("id"));

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-30T12:00:00Z"), ZoneOffset.UTC);

  private final LakeTables lake = LakeTables.open(LocalSpark.session(), LocalSpark.CATALOG);

  @TempDir private Path directory;

  private LakeTableId orders() {
    LakeTableId id =
        new LakeTableId(
            LocalSpark.CATALOG,
            List.of("lineage", "shop"),
            "orders_" + UUID.randomUUID().toString().substring(0, 8));
    lake.create(id, ORDERS.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, ORDERS.toJson()));
    return id;
  }

  private SourceConfig source(String lineage) throws IOException {
    Files.writeString(
        directory.resolve("sources.yaml"),
        """
        sources:
          shop:
            database_type: postgresql
            kafka_topic_prefix: prod.shop
            iceberg_namespace: lineage.shop
            database_connection:
              host: db.example.com
              database: shop_db
              username: etl_user
              password: tiger
              schema: sales
            lineage: {%s}
        """
            .formatted(lineage));
    return new ConfigLoader(directory, Map.of("KEY", "canary-key")).loadSource("shop");
  }

  private SourceConfig toFile() throws IOException {
    return source("transport: file, file: " + directory.resolve("events.json"));
  }

  private Lineage begin(SourceConfig source, String command, @Nullable KafkaClusterConfig kafka) {
    return Lineage.begin(source, command, kafka, lake, NOON);
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("events.json"))) {
      events.add(new ObjectMapper().readTree(line));
    }
    return events;
  }

  @Test
  void aLoadReadsTablesOfTheDatabaseAndWritesThoseOfTheLake() throws IOException {
    LakeTableId id = orders();
    try (Lineage lineage = begin(toFile(), "bulk-load", null)) {
      lineage.ended(ExitCode.OK, () -> List.of(Flow.written(id, 42L, 1000L)));
    }
    List<JsonNode> events = events();
    assertThat(events)
        .extracting(event -> event.path("eventType").asText())
        .containsExactly("START", "COMPLETE");
    assertThat(events)
        .extracting(event -> event.at("/run/runId").asText())
        .containsOnly(events.get(0).at("/run/runId").asText());
    JsonNode end = events.get(1);
    assertThat(end.path("eventTime").asText()).startsWith("2026-11-30T12:00:00");
    assertThat(end.at("/job/namespace").asText()).isEqualTo("firn");
    assertThat(end.at("/job/name").asText()).isEqualTo("shop.bulk-load");
    assertThat(end.at("/job/facets/jobType/processingType").asText()).isEqualTo("BATCH");
    assertThat(end.at("/inputs/0/namespace").asText()).isEqualTo("postgres://db.example.com:5432");
    assertThat(end.at("/inputs/0/name").asText()).isEqualTo("shop_db.sales.Orders");
    assertThat(end.at("/inputs/0/facets/schema/fields/1/name").asText()).isEqualTo("Status");
    JsonNode output = end.at("/outputs/0");
    assertThat(output.path("namespace").asText()).isEqualTo("file");
    assertThat("file:" + output.path("name").asText()).isEqualTo(lake.open(id).location());
    assertThat(output.at("/facets/symlinks/identifiers/0/name").asText())
        .isEqualTo("lineage.shop." + id.name());
    assertThat(output.at("/facets/schema/fields/0").toString())
        .contains("\"name\":\"id\"", "\"type\":\"bigint\"");
    assertThat(output.at("/outputFacets/outputStatistics/rowCount").asLong()).isEqualTo(42);
    assertThat(output.at("/facets/columnLineage/fields/status/inputFields/0").toString())
        .contains(
            "\"namespace\":\"postgres://db.example.com:5432\"",
            "\"name\":\"shop_db.sales.Orders\"",
            "\"field\":\"Status\"",
            "IDENTITY");
  }

  @Test
  void aStreamReadsTopics() throws IOException {
    LakeTableId id = orders();
    KafkaClusterConfig kafka =
        new KafkaClusterConfig("primary", "kafka1:9092, kafka2:9092", "etl", null, Map.of());
    try (Lineage lineage = begin(toFile(), "cdc", kafka)) {
      lineage.ended(ExitCode.PARTIAL, () -> List.of(Flow.written(id, 7L, null)));
    }
    JsonNode end = events().get(1);
    assertThat(end.path("eventType").asText()).isEqualTo("FAIL");
    assertThat(end.at("/run/facets/errorMessage/message").asText())
        .isEqualTo("exit code 5, some tables failed, the others are done");
    assertThat(end.at("/job/facets/jobType/processingType").asText()).isEqualTo("STREAMING");
    assertThat(end.at("/inputs/0/namespace").asText()).isEqualTo("kafka://kafka1:9092");
    assertThat(end.at("/inputs/0/name").asText()).isEqualTo("prod.shop.sales.Orders");
    assertThat(end.at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong()).isEqualTo(7);
  }

  @Test
  void aValidationReadsBothSidesAndSaysWhetherTheyAreEqual() throws IOException {
    LakeTableId id = orders();
    try (Lineage lineage = begin(toFile(), "validate", null)) {
      lineage.ended(ExitCode.MISMATCH, () -> List.of(Flow.compared(id, false)));
    }
    JsonNode end = events().get(1);
    assertThat(end.path("eventType").asText()).isEqualTo("COMPLETE");
    assertThat(end.path("inputs")).hasSize(2);
    assertThat(end.path("outputs")).isEmpty();
    assertThat(end.at("/inputs/1/inputFacets/dataQualityAssertions/assertions/0").toString())
        .contains("\"assertion\":\"equals_source\"", "\"success\":false");
  }

  @Test
  void aFailureSaysWhyAndNoSecret() throws IOException {
    try (Lineage lineage = begin(toFile(), "bulk-load", null)) {
      lineage.failed(
          new IllegalStateException("no login with canary-password"),
          () -> {
            throw new IllegalStateException("the lake is away");
          });
      dev.firn.error.Secrets.hide("canary-password");
      lineage.failed(new IllegalStateException("no login with canary-password"), List::of);
    }
    List<JsonNode> events = events();
    assertThat(events).hasSize(2);
    assertThat(events.get(1).at("/run/facets/errorMessage/message").asText())
        .contains("no login with")
        .doesNotContain("canary");
  }

  @Test
  void aBackendIsToldWithItsKey() throws Exception {
    List<String> asked = new ArrayList<>();
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          synchronized (asked) {
            asked.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
          }
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    backend.start();
    try (Lineage lineage =
        begin(
            source(
                "transport: http, api_key: '${KEY}', url: 'http://127.0.0.1:%d'"
                    .formatted(backend.getAddress().getPort())),
            "bulk-load",
            null)) {
      lineage.ended(ExitCode.OK, List::of);
    } finally {
      backend.stop(0);
    }
    assertThat(asked)
        .hasSize(2)
        .allMatch(request -> request.equals("POST /api/v1/lineage Bearer canary-key"));
  }

  @Test
  void aBackendThatIsAwayKeepsNoRunFromItsEnd() throws IOException {
    int nobody;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = taken.getLocalPort();
    }
    try (Lineage lineage =
        begin(source("transport: http, url: 'http://127.0.0.1:" + nobody + "'"), "cdc", null)) {
      lineage.ended(ExitCode.OK, List::of);
    }
  }

  @Test
  void aBackendThatDoesNotAnswerIsNotWaitedFor() throws Exception {
    CountDownLatch isOver = new CountDownLatch(1);
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          try {
            isOver.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    backend.start();
    try (Lineage lineage =
        begin(
            source(
                "transport: http, timeout: 200ms, url: 'http://127.0.0.1:%d'"
                    .formatted(backend.getAddress().getPort())),
            "cdc",
            null)) {
      lineage.ended(ExitCode.OK, List::of);
      // The run goes on at once, whatever becomes of what is told.
      assertThat(isOver.getCount()).isOne();
    } finally {
      isOver.countDown();
      backend.stop(0);
    }
  }

  @Test
  void nobodyIsToldUnlessSomebodyIsNamed() throws IOException {
    SourceConfig quiet = source("");
    try (Lineage lineage = begin(quiet, "bulk-load", null)) {
      lineage.goesOn(
          () -> {
            throw new IllegalStateException("asked");
          });
      lineage.ended(ExitCode.OK, List::of);
    }
    assertThat(directory.resolve("events.json")).doesNotExist();
  }
}
