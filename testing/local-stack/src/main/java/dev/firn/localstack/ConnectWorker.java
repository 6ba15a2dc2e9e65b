package dev.firn.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Kafka Connect worker with Debezium. */
public final class ConnectWorker {

  private static final Pattern STATE = Pattern.compile("\"state\"\\s*:\\s*\"([A-Z_]+)\"");

  private final int port = FreePort.find();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildProcess process;

  ConnectWorker(Path directory, String bootstrapServers, Map<String, String> environment) {
    this.process =
        new ChildProcess(
                "Kafka Connect",
                directory.resolve("logs/connect.log"),
                "400m",
                "ConnectMain",
                bootstrapServers,
                Integer.toString(port))
            .with(environment);
  }

  /** Has it know the connectors of other libraries, in the place of those of the stack. */
  ConnectWorker with(String connectors) {
    process.behind(connectors);
    return this;
  }

  public void start() {
    process.start();
  }

  public void stop() {
    process.stop();
  }

  /** Ends the worker as {@code kill -9} does; its connectors go on when it is started again. */
  public void kill() {
    process.kill();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Posts a connector file as it is, as the README's curl does. */
  public void deploy(Path connectorJson) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(url().resolve("/connectors"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofFile(connectorJson))
              .build();
      requireSuccess("deploy " + connectorJson, send(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a connector another configuration, as JSON without its name. */
  public void configure(String connector, String json) {
    requireSuccess(
        "configure connector " + connector,
        send(
            HttpRequest.newBuilder(url().resolve("/connectors/" + connector + "/config"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json))
                .build()));
  }

  /**
   * @throws IllegalStateException if the connector's task fails or does not run in time
   */
  public void awaitRunning(String connector, Duration timeout) {
    await(connector, "RUNNING", timeout);
  }

  /** Lets the connector keep its place at the source and send nothing. */
  public void pause(String connector) {
    change(connector, "pause");
    await(connector, "PAUSED", Duration.ofMinutes(1));
  }

  /** Ends the connector's tasks until it is resumed; nobody reads its source meanwhile. */
  public void halt(String connector) {
    change(connector, "stop");
  }

  /** Waits until nothing of a connector runs that {@link #halt} has ended. */
  public void awaitStopped(String connector) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    String status = status(connector);
    while (!status.contains("\"STOPPED\"") || !status.contains("\"tasks\":[]")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Connector " + connector + " does not stop: " + status);
      }
      sleep();
      status = status(connector);
    }
  }

  public void resume(String connector) {
    change(connector, "resume");
  }

  /** Lets the connector's only task end and begin again, as an operator or a rebalance does. */
  public void restartTask(String connector) {
    requireSuccess(
        "restart the task of connector " + connector,
        send(
            HttpRequest.newBuilder(url().resolve("/connectors/" + connector + "/tasks/0/restart"))
                .POST(BodyPublishers.noBody())
                .build()));
  }

  private void change(String connector, String verb) {
    requireSuccess(
        verb + " connector " + connector,
        send(
            HttpRequest.newBuilder(url().resolve("/connectors/" + connector + "/" + verb))
                .PUT(BodyPublishers.noBody())
                .build()));
  }

  /**
   * Waits for the connector's task to fail, as it does where Debezium cannot go on.
   *
   * @throws IllegalStateException if it does not in time
   */
  public void awaitFailed(String connector, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < deadline) {
      if (status(connector).contains("\"FAILED\"")) {
        return;
      }
      sleep();
    }
    throw new IllegalStateException("Connector " + connector + " has not failed in " + timeout);
  }

  private String status(String connector) {
    return send(HttpRequest.newBuilder(url().resolve("/connectors/" + connector + "/status"))
            .build())
        .body();
  }

  private void await(String connector, String state, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    String status = "";
    while (System.nanoTime() < deadline) {
      status = status(connector);
      Matcher states = STATE.matcher(status);
      int reached = 0;
      while (states.find()) {
        if (states.group(1).equals("FAILED")) {
          throw new IllegalStateException("Connector " + connector + " has failed: " + status);
        }
        reached += states.group(1).equals(state) ? 1 : 0;
      }
      if (reached > 1) {
        return;
      }
      sleep();
    }
    throw new IllegalStateException(
        "Connector " + connector + " is not " + state + " after " + timeout + ": " + status);
  }

  /** How far a connector has come, as JSON. */
  public String offsets(String connector) {
    return send(HttpRequest.newBuilder(url().resolve("/connectors/" + connector + "/offsets"))
            .build())
        .body();
  }

  /** Forgets how far a stopped connector has come. */
  public void forgetOffsets(String connector) {
    requireSuccess(
        "forget the offsets of connector " + connector,
        send(
            HttpRequest.newBuilder(url().resolve("/connectors/" + connector + "/offsets"))
                .DELETE()
                .build()));
  }

  public void delete(String connector) {
    requireSuccess(
        "delete connector " + connector,
        send(HttpRequest.newBuilder(url().resolve("/connectors/" + connector)).DELETE().build()));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while Kafka Connect was asked", e);
    }
  }

  private static void requireSuccess(String what, HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          "Cannot "
              + what
              + ": Kafka Connect answered "
              + response.statusCode()
              + " "
              + response.body());
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a connector was starting", e);
    }
  }
}
