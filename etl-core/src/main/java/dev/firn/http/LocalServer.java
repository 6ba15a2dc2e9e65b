package dev.firn.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server, for this machine alone unless it is told otherwise. Whoever has something to
 * say registers a path; that it cannot be said keeps nobody from his work.
 *
 * <p>On an address of this machine alone it answers only who asks for it by such a name: a page of
 * somebody else in a browser here, whose name leads to this address, is refused.
 */
public final class LocalServer implements AutoCloseable {

  public static final int MAX_PORT = 65535;

  private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);
  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final int THREADS = 4;

  private final Map<String, Answering> answers = new ConcurrentHashMap<>();

  /** Null if nobody has asked for one, or none can be had. */
  private final @Nullable HttpServer server;

  private final ExecutorService threads;

  /** As it is to be called. */
  private final String host;

  /** False if others than this machine may ask, by whatever name. */
  private final boolean isLocal;

  private LocalServer(@Nullable HttpServer server, String host, ExecutorService threads) {
    this.server = server;
    this.host = host;
    this.threads = threads;
    this.isLocal = server == null || server.getAddress().getAddress().isLoopbackAddress();
  }

  /**
   * One for this machine alone.
   *
   * @param port 0 for any free one, null for no server
   */
  public static LocalServer listen(@Nullable Integer port) {
    return at(port == null ? null : ListenAddress.ofThisMachine(port));
  }

  /**
   * @param address null for no server
   */
  public static LocalServer at(@Nullable ListenAddress address) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "local-server");
              thread.setDaemon(true);
              return thread;
            });
    LocalServer local =
        new LocalServer(open(address), address == null ? "" : address.host(), threads);
    HttpServer server = local.server;
    if (server != null) {
      server.setExecutor(threads);
      server.createContext("/", local::answer);
      server.start();
    }
    return local;
  }

  private static @Nullable HttpServer open(@Nullable ListenAddress address) {
    if (address == null) {
      return null;
    }
    try {
      return HttpServer.create(
          new InetSocketAddress(InetAddress.getByName(address.host()), address.port()), 0);
    } catch (IOException e) {
      LOG.warn("Cannot listen at {}: {}. The run goes on without.", address, e.getMessage());
      return null;
    }
  }

  /**
   * Answers requests for a path from now on.
   *
   * @param path such as {@code /metrics}
   */
  public void register(String path, Answering answering) {
    answers.put(path, answering);
    address().ifPresent(address -> LOG.info("{} answers", address + path));
  }

  /** Where it is asked, without a slash at the end; empty if there is none. */
  public Optional<String> address() {
    return Optional.ofNullable(server)
        .map(open -> "http://" + host + ":" + open.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      send(exchange, reply(exchange, method), method.equals("HEAD"));
    }
  }

  private Reply reply(HttpExchange exchange, String method) {
    if (isLocal && !isMeant(exchange.getRequestHeaders().getFirst("Host"))) {
      return Reply.text(403, "This server answers at 127.0.0.1 and localhost alone.");
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      return Reply.text(405, "Only GET and HEAD are answered.").with("Allow", "GET, HEAD");
    }
    Answering answering = answers.get(exchange.getRequestURI().getPath());
    if (answering == null) {
      return Reply.text(404, "There is nothing here.");
    }
    try {
      return answering.answer();
    } catch (RuntimeException e) {
      LOG.warn("Cannot answer {}: {}", exchange.getRequestURI().getPath(), e.toString());
      return Reply.text(500, "It cannot be told now; the log says why.");
    }
  }

  static boolean isMeant(@Nullable String host) {
    return host != null && NAMES.contains(host.replaceFirst(":[0-9]+$", ""));
  }

  private static void send(HttpExchange exchange, Reply reply, boolean isHead) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    reply.headers().forEach(headers::set);
    if (isHead) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }
}
