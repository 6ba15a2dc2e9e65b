package dev.firn.cdc.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.error.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The REST interface of Kafka Connect, as far as it tells of connectors. */
final class ConnectInterface {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final URI worker;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(MAX_WAIT).build();

  ConnectInterface(URI worker) {
    this.worker = worker;
  }

  /**
   * All connectors of the cluster.
   *
   * @throws UnavailableException if it does not say
   */
  List<ForeignConnector> connectors() {
    URI all = URI.create(worker.toString().replaceAll("/+$", "") + "/connectors?expand=info");
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(all).timeout(MAX_WAIT).GET().build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw StreamErrors.connectDoesNotSay(worker, "HTTP " + answer.statusCode());
      }
      return connectors(JSON.readTree(answer.body()));
    } catch (IOException e) {
      throw StreamErrors.connectDoesNotSay(worker, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StreamErrors.requestWasInterrupted("ask Kafka Connect for its connectors", e);
    }
  }

  private static List<ForeignConnector> connectors(JsonNode answer) {
    List<ForeignConnector> connectors = new ArrayList<>();
    answer
        .fields()
        .forEachRemaining(
            entry -> {
              Map<String, String> settings = new HashMap<>();
              entry
                  .getValue()
                  .path("info")
                  .path("config")
                  .fields()
                  .forEachRemaining(set -> settings.put(set.getKey(), set.getValue().asText()));
              connectors.add(new ForeignConnector(entry.getKey(), settings));
            });
    return connectors;
  }
}
