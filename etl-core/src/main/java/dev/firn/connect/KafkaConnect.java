package dev.firn.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.config.ConnectAccess;
import dev.firn.error.CoreErrors;
import dev.firn.error.Failures;
import dev.firn.error.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The REST interface of Kafka Connect, as far as it tells of connectors. */
public final class KafkaConnect {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final ConnectWorker worker;

  public KafkaConnect(ConnectAccess access) {
    this.worker = new ConnectWorker(access, MAX_WAIT);
  }

  public URI worker() {
    return worker.url();
  }

  /**
   * All connectors of the cluster.
   *
   * @throws UnavailableException if it does not say
   */
  public List<Connector> connectors() {
    List<Connector> connectors = new ArrayList<>();
    ask("/connectors?expand=info")
        .fields()
        .forEachRemaining(
            entry ->
                connectors.add(
                    new Connector(
                        entry.getKey(), texts(entry.getValue().path("info").path("config")))));
    return connectors;
  }

  /**
   * What a connector and its only task do.
   *
   * @throws UnavailableException if it does not say
   */
  public ConnectorStatus status(String connector) {
    JsonNode said = ask(path(connector) + "/status");
    JsonNode task = said.path("tasks").path(0);
    JsonNode shown =
        task.isMissingNode() || !said.path("connector").path("state").asText().equals("RUNNING")
            ? said.path("connector")
            : task;
    return new ConnectorStatus(
        task.isMissingNode() && shown.path("state").asText().equals("RUNNING")
            ? "without a task"
            : shown.path("state").asText(),
        shown.path("trace").asText().lines().findFirst().orElse("").strip());
  }

  /**
   * The versions of the connectors that it has installed, by their classes.
   *
   * @throws UnavailableException if it does not say
   */
  public Map<String, String> plugins() {
    Map<String, String> versions = new HashMap<>();
    for (JsonNode plugin : ask("/connector-plugins")) {
      versions.put(plugin.path("class").asText(), plugin.path("version").asText());
    }
    return versions;
  }

  /**
   * How far a connector has come.
   *
   * @throws UnavailableException if it does not say
   */
  public List<ConnectorOffset> offsets(String connector) {
    List<ConnectorOffset> offsets = new ArrayList<>();
    for (JsonNode part : ask(path(connector) + "/offsets").path("offsets")) {
      offsets.add(new ConnectorOffset(texts(part.path("partition")), texts(part.path("offset"))));
    }
    return offsets;
  }

  private static String path(String connector) {
    return "/connectors/"
        + URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode ask(String path) {
    try {
      HttpResponse<String> answer = worker.send(worker.request(path).timeout(MAX_WAIT).GET());
      if (answer.statusCode() != 200) {
        throw CoreErrors.connectDoesNotSay(
            worker(), "GET " + path + " is answered with HTTP " + answer.statusCode(), null);
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw CoreErrors.connectDoesNotSay(
          worker(), e.getMessage() == null ? Failures.reason(e) : e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CoreErrors.connectDoesNotSay(worker(), "the question was broken off", e);
    }
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              if (!field.getValue().isNull()) {
                texts.put(field.getKey(), field.getValue().asText());
              }
            });
    return texts;
  }
}
