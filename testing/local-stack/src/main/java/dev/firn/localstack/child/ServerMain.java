package dev.firn.localstack.child;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Properties;

/**
 * Runs a server that has a main method of its own: the port it listens on, its class, its
 * arguments. What is secret comes by the environment, where no list of processes shows it.
 */
public final class ServerMain {

  /** An environment variable: system properties as lines {@code key=value}. */
  private static final String PROPERTIES = "FIRN_SYSTEM_PROPERTIES";

  private ServerMain() {}

  public static void main(String[] arguments) throws Exception {
    ParentWatch watch = ParentWatch.begin();
    setProperties(System.getenv().getOrDefault(PROPERTIES, ""));
    String[] rest = Arrays.copyOfRange(arguments, 2, arguments.length);
    Thread server = new Thread(() -> run(arguments[1], rest), "server");
    server.start();
    awaitPort(Integer.parseInt(arguments[0]));
    watch.ready(() -> Runtime.getRuntime().halt(0));
  }

  private static void setProperties(String lines) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(lines));
    properties.forEach((name, value) -> System.setProperty((String) name, (String) value));
  }

  private static void run(String mainClass, String... arguments) {
    try {
      Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  /** Until it is there; a server that ends instead ends this process. */
  private static void awaitPort(int port) throws InterruptedException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address, 1_000);
        return;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
  }
}
