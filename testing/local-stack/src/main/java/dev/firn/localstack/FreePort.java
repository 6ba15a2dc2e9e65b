package dev.firn.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that nobody listens on, none of those that the system gives to whoever connects or
 * asks for any: another process would have it before the service starts.
 */
final class FreePort {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 100;

  private FreePort() {}

  static int find() {
    for (int tries = 0; tries < TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IllegalStateException(
        "Cannot find a free port: %d ports between %d and %d are taken. Stop what listens there."
            .formatted(TRIES, FIRST, LAST));
  }
}
