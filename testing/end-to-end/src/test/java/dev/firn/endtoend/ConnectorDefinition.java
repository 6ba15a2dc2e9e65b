package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What the connectors of a Connect worker themselves say about the settings they know. */
record ConnectorDefinition(String connect) {

  /** Read by Connect, by a converter or by the driver, so the connector does not list them. */
  private static final String READ_BY_OTHERS =
      "(key|value|header)\\.converter(\\..*)?|(topic\\.creation|producer\\.override|driver)\\..*";

  /**
   * Debezium 3.6 reads these (CommonConnectorConfig, PostgresConnectorConfig) without listing them.
   */
  private static final Set<String> READ_BUT_NOT_LISTED =
      Set.of("event.converting.failure.handling.mode", "offset.mismatch.strategy");

  static ConnectorDefinition of(String connect) {
    return new ConnectorDefinition(connect);
  }

  /** Every setting of the file is known, and its value is one that the connector takes. */
  void assertSuits(Path connectorFile) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode connector = json.readTree(Files.readString(connectorFile));
    JsonNode config = connector.path("config");
    String type = config.path("connector.class").asText();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    connect
                        + "/connector-plugins/"
                        + type.substring(type.lastIndexOf('.') + 1)
                        + "/config/validate"))
            .header("Content-Type", "application/json")
            .PUT(
                BodyPublishers.ofString(
                    ((ObjectNode) config.deepCopy())
                        .put("name", connector.path("name").asText())
                        .toString()))
            .build();
    JsonNode answer =
        json.readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    TreeSet<String> unknown = new TreeSet<>();
    config.fieldNames().forEachRemaining(unknown::add);
    for (JsonNode known : answer.path("configs")) {
      JsonNode value = known.path("value");
      assertThat(value.path("errors")).as(value.path("name").asText()).isEmpty();
      unknown.remove(value.path("name").asText());
    }
    unknown.removeIf(name -> name.matches(READ_BY_OTHERS));
    unknown.removeAll(READ_BUT_NOT_LISTED);
    assertThat(answer.path("error_count").asInt(-1)).isZero();
    assertThat(unknown).as("settings that the connector does not know").isEmpty();
  }
}
