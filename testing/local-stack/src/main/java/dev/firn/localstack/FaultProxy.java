package dev.firn.localstack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a service, and is what a client may find there instead: nobody who listens, a line
 * that is slow, or, of a service that speaks HTTP, a server that is too busy.
 */
public final class FaultProxy implements AutoCloseable {

  /** How the service seems to its clients. */
  public enum Mode {
    /** As it is. */
    PASS,
    /** Connections are accepted and never answered, as where packets are dropped. */
    SILENT,
    /** What it answers takes long to arrive. */
    SLOW,
    /** Of ten requests nine are refused with 503, as by a store that wants fewer of them. */
    BUSY
  }

  private static final int BUFFER = 16 * 1024;

  /** Of a slow line, before each buffer of an answer. */
  private static final long DELAY_MILLIS = 2_000;

  private static final int ONE_PASSES_OF = 10;
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String TOO_BUSY =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
          + "<Message>Please reduce your request rate.</Message></Error>";

  private volatile int target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Mode mode = Mode.PASS;

  private FaultProxy(int target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
  }

  /**
   * @param target the port of the service on this machine
   */
  public static FaultProxy before(int target) {
    try {
      ServerSocket listener =
          new ServerSocket(FreePort.find(), 200, InetAddress.getLoopbackAddress());
      FaultProxy proxy = new FaultProxy(target, listener);
      inBackground(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** What has gone through, in both directions. */
  public long bytes() {
    return bytes.get();
  }

  /** From now on, for all clients: what is connected is cut off. */
  public void become(Mode other) {
    mode = other;
    cut();
  }

  /** From now on, all clients find another service here: what is connected is cut off. */
  public void turnTo(int otherPort) {
    target = otherPort;
    cut();
  }

  private void cut() {
    open.forEach(FaultProxy::closeQuietly);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        inBackground(() -> serve(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      Mode now = mode;
      if (now == Mode.BUSY && requests.getAndIncrement() % ONE_PASSES_OF != 0) {
        refuse(client);
      } else if (now == Mode.SILENT) {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } else {
        forward(client, now == Mode.SLOW ? DELAY_MILLIS : 0);
      }
    } catch (IOException e) {
      // One of the two is gone, and the other one sees that its connection ends.
    } finally {
      open.remove(client);
    }
  }

  private void forward(Socket client, long delayMillis) throws IOException {
    try (Socket service = new Socket()) {
      service.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
      open.add(service);
      try {
        InputStream sent = client.getInputStream();
        OutputStream to = service.getOutputStream();
        inBackground(
            () -> {
              pump(sent, to, 0);
              closeQuietly(service);
            });
        pump(service.getInputStream(), client.getOutputStream(), delayMillis);
      } finally {
        open.remove(service);
      }
    }
  }

  private void pump(InputStream from, OutputStream to, long delayMillis) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        Thread.sleep(delayMillis);
        bytes.addAndGet(read);
        to.write(buffer, 0, read);
        to.flush();
      }
    } catch (IOException e) {
      // As above.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the request to its end, or its client would see a reset instead of the answer. */
  private static void refuse(Socket client) throws IOException {
    client.setSoTimeout(1_000);
    String head = head(client.getInputStream());
    String answer =
        "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
            + "Content-Length: "
            + TOO_BUSY.length()
            + "\r\n\r\n"
            + (head.startsWith("HEAD ") ? "" : TOO_BUSY);
    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    client.shutdownOutput();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static String head(InputStream request) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    for (int next = request.read(); next >= 0; next = request.read()) {
      head.write(next);
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
      if (matched == END_OF_HEAD.length) {
        break;
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "fault proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone then.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
