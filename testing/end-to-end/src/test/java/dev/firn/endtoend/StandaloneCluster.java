package dev.firn.endtoend;

import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Spark master with two workers of one core each, all in processes of their own. */
final class StandaloneCluster implements AutoCloseable {
  private static final int WORKERS = 2;

  private final Path directory;
  private final int port;
  private final int webPort;
  private final List<Process> processes = new ArrayList<>();

  private StandaloneCluster(Path directory) throws IOException {
    this.directory = directory;
    this.port = freePort();
    this.webPort = freePort();
  }

  static StandaloneCluster start(FirnInstallation firn, Path directory) throws Exception {
    StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(directory));
    String web = String.valueOf(cluster.webPort);
    cluster.spark(firn, "master", "--port", String.valueOf(cluster.port), "--webui-port", web);
    for (int worker = 1; worker <= WORKERS; worker++) {
      cluster.spark(
          firn,
          "worker",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--webui-port",
          "0",
          "--work-dir",
          cluster.workDirectory(worker).toString(),
          cluster.url());
    }
    cluster.awaitWorkers(Duration.ofMinutes(1));
    return cluster;
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** How many workers ran an executor. */
  long busyWorkers() throws IOException {
    long busy = 0;
    for (int worker = 1; worker <= WORKERS; worker++) {
      if (Files.isDirectory(workDirectory(worker))) {
        try (Stream<Path> applications = Files.list(workDirectory(worker))) {
          busy += applications.findAny().isPresent() ? 1 : 0;
        }
      }
    }
    return busy;
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private Path workDirectory(int worker) {
    return directory.resolve("work-" + worker);
  }

  private void spark(FirnInstallation firn, String role, String... arguments) throws IOException {
    String type =
        role.equals("master")
            ? "org.apache.spark.deploy.master.Master"
            : "org.apache.spark.deploy.worker.Worker";
    List<String> command =
        new ArrayList<>(
            List.of(
                firn.spark().resolve("bin/spark-class").toString(), type, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
    // Read by every java: the executors' too.
    builder.environment().put("JDK_JAVA_OPTIONS", FirnProcess.QUICK_START);
    builder.redirectErrorStream(true);
    Path log = directory.resolve(role + "-" + processes.size() + ".log");
    builder.redirectOutput(log.toFile());
    processes.add(builder.start());
  }

  private void awaitWorkers(Duration atMost) throws Exception {
    Instant deadline = Instant.now().plus(atMost);
    while (aliveWorkers() < WORKERS) {
      if (Instant.now().isAfter(deadline)) {
        close();
        throw new IllegalStateException("The workers did not register, see " + directory);
      }
      Thread.sleep(200);
    }
  }

  private long aliveWorkers() {
    try (InputStream state =
        URI.create("http://127.0.0.1:" + webPort + "/json/").toURL().openStream()) {
      String json = new String(state.readAllBytes(), StandardCharsets.UTF_8);
      return json.lines().filter(line -> line.contains("\"state\" : \"ALIVE\"")).count();
    } catch (IOException notUpYet) {
      return 0;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
