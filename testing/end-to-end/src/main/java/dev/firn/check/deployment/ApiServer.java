package dev.firn.check.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * As much of Kubernetes' API server as {@code spark-submit} talks to: it takes whatever is created,
 * and keeps it for the one who looks.
 */
final class ApiServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<ObjectNode> created = new ArrayList<>();

  ApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "api-server");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was created since the last call, in its order. */
  synchronized List<ObjectNode> takeCreated() {
    List<ObjectNode> taken = List.copyOf(created);
    created.clear();
    return taken;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      if (exchange.getRequestMethod().equals("GET") || !(body instanceof ObjectNode object)) {
        respond(exchange, 404, notFound());
        return;
      }
      boolean isFirst = !exchange.getRequestMethod().equals("PATCH") || !isKnown(object);
      if (isFirst) {
        synchronized (this) {
          created.add(object.deepCopy());
        }
      }
      ((ObjectNode) object.withObject("/metadata")).put("uid", UUID.randomUUID().toString());
      respond(exchange, isFirst ? 201 : 200, object);
    }
  }

  /** Whether it is there already, and only gets an owner. */
  private synchronized boolean isKnown(ObjectNode object) {
    return created.stream()
        .anyMatch(
            other ->
                other.path("kind").equals(object.path("kind"))
                    && other.at("/metadata/name").equals(object.at("/metadata/name")));
  }

  private static ObjectNode notFound() {
    return JSON.createObjectNode()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("status", "Failure")
        .put("reason", "NotFound")
        .put("code", 404);
  }

  private static void respond(HttpExchange exchange, int code, JsonNode answer) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
