package dev.firn.bulkload.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.config.ConnectAccess;
import dev.firn.connect.ConnectWorker;
import dev.firn.error.UnavailableException;
import dev.firn.retry.Pause;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a connector to Kafka Connect and waits until it runs. */
public final class ConnectorDeployment {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorDeployment.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration MAX_WAIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int MAX_SHOWN = 500;
  private static final Duration MAX_ANSWER = Duration.ofSeconds(60);

  private final ConnectWorker worker;
  private final Clock clock;

  public ConnectorDeployment(ConnectAccess worker, Clock clock) {
    this.worker = new ConnectWorker(worker, Duration.ofSeconds(10));
    this.clock = clock;
  }

  /**
   * Creates the connector, or changes it if Connect knows one of the name.
   *
   * @throws UnavailableException with what Connect has answered, if the connector does not run
   */
  public void deploy(ConnectorConfig connector) {
    String path =
        "/connectors/" + URLEncoder.encode(connector.name(), StandardCharsets.UTF_8) + "/";
    HttpResponse<String> answer =
        send(
            connector,
            request(path + "config")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JSON.valueToTree(connector.settings()).toString())));
    if (answer.statusCode() >= 300) {
      throw refused(connector, said(answer));
    }
    Instant deadline = clock.instant().plus(MAX_WAIT);
    JsonNode status = parse(connector, send(connector, request(path + "status").GET()));
    while (!isRunning(status)) {
      JsonNode trace = status.findPath("trace");
      if (!trace.isMissingNode()) {
        throw refused(connector, trace.asText().lines().findFirst().orElse("it failed"));
      }
      if (clock.instant().isAfter(deadline)) {
        throw refused(connector, "it does not run after " + MAX_WAIT.toSeconds() + " s: " + status);
      }
      Pause.of(PAUSE);
      status = parse(connector, send(connector, request(path + "status").GET()));
    }
    LOG.info("Connector {} runs on {}", connector.name(), worker.url());
  }

  /** Connect says why in a field; what stands before it, such as a proxy, has forms of its own. */
  private static String said(HttpResponse<String> answer) {
    String status = "HTTP " + answer.statusCode();
    String text = answer.body().strip();
    try {
      String message = JSON.readTree(text).path("message").asText("");
      text = message.isBlank() ? text : message;
    } catch (IOException e) {
      LOG.debug("No JSON: {}", text, e);
    }
    String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    return shown.isEmpty() ? status : status + ": " + shown;
  }

  private static boolean isRunning(JsonNode status) {
    boolean running = status.path("connector").path("state").asText().equals("RUNNING");
    for (JsonNode task : status.path("tasks")) {
      running &= task.path("state").asText().equals("RUNNING");
    }
    return running && !status.path("tasks").isEmpty();
  }

  private HttpRequest.Builder request(String path) {
    return worker.request(path).timeout(MAX_ANSWER);
  }

  private HttpResponse<String> send(ConnectorConfig connector, HttpRequest.Builder request) {
    try {
      return worker.send(request);
    } catch (IOException e) {
      throw BulkLoadErrors.connectIsSilent(connector.name(), worker.url(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while talking to Kafka Connect", e);
    }
  }

  private JsonNode parse(ConnectorConfig connector, HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw refused(connector, "HTTP " + answer.statusCode() + " and no JSON");
    }
  }

  private UnavailableException refused(ConnectorConfig connector, String why) {
    return BulkLoadErrors.connectorIsRefused(connector.name(), worker.url(), why);
  }
}
