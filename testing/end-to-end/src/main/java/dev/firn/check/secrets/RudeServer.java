package dev.firn.check.secrets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Answers as a Vault that has one secret, and everything else with a refusal that repeats what it
 * was sent, as servers do that were set up for looking for faults.
 */
final class RudeServer implements AutoCloseable {

  private final HttpServer server;
  private final String token;
  private final String secret;

  private RudeServer(HttpServer server, String token, String secret) {
    this.server = server;
    this.token = token;
    this.secret = secret;
  }

  /**
   * @param secret the field password of secret/firn
   */
  static RudeServer start(String token, String secret) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RudeServer rude = new RudeServer(server, token, secret);
    server.createContext("/", rude::answer);
    server.start();
    return rude;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String given = exchange.getRequestHeaders().getFirst("X-Vault-Token");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (token.equals(given) && path.equals("/v1/secret/data/firn")) {
      send(
          exchange,
          200,
          "{\"data\":{\"data\":{\"password\":\"%s\"},\"metadata\":{\"version\":1}}}"
              .formatted(secret));
    } else if (token.equals(given) && path.startsWith("/v1/auth/token/lookup-self")) {
      send(exchange, 200, "{\"data\":{\"ttl\":0,\"renewable\":false}}");
    } else {
      String repeated = (exchange.getRequestHeaders() + " " + body).replace("\"", "'");
      send(
          exchange,
          given == null ? 401 : 403,
          String.format(
              Locale.ROOT,
              "{\"error\":{\"message\":\"Not authorized: %1$s\",\"type\":"
                  + "\"NotAuthorizedException\",\"code\":401},\"errors\":[\"%1$s\"]}",
              repeated));
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
