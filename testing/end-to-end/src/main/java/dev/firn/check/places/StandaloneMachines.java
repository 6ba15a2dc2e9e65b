package dev.firn.check.places;

import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.localstack.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.io.FileIO;

/** A Spark master, two workers and a machine from which jobs are submitted. */
final class StandaloneMachines implements Cluster {

  /** FIRN_HOME, below the bucket of the store. */
  static final String HOME = "firn";

  private static final int WORKERS = 2;
  private static final String LIBRARIES =
      Stream.of("lib", "optional/s3", "optional/s3a")
          .map(set -> Machine.FIRN + "/" + set + "/*")
          .reduce((one, other) -> one + ":" + other)
          .orElseThrow();

  private final Path directory;
  private final ObjectStore store;
  private final Lakehouse lakehouse;
  private final FirnInstallation firn;
  private final int port = freePort();
  private final int webPort = freePort();
  private final int driverPort = freePort();
  private final List<Machine> machines = new ArrayList<>();

  private StandaloneMachines(Path directory, ObjectStore store, Lakehouse lakehouse)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.store = store;
    this.lakehouse = lakehouse;
    this.firn = FirnInstallation.current();
  }

  static StandaloneMachines start(Path directory, ObjectStore store, Lakehouse lakehouse)
      throws Exception {
    StandaloneMachines cluster = new StandaloneMachines(directory, store, lakehouse);
    // A store has no empty directories.
    cluster.write("events/.keep", "");
    cluster.machine("edge");
    cluster
        .machine("master")
        .start(
            "master",
            spark(
                "master.Master",
                "--port",
                Integer.toString(cluster.port),
                "--webui-port",
                Integer.toString(cluster.webPort)));
    for (int worker = 1; worker <= WORKERS; worker++) {
      cluster
          .machine("worker" + worker)
          .start(
              "worker",
              spark(
                  "worker.Worker",
                  "--cores",
                  "2",
                  "--memory",
                  "2g",
                  "--webui-port",
                  "0",
                  "--work-dir",
                  Machine.OWN + "/work",
                  cluster.url()));
    }
    cluster.awaitWorkers(Duration.ofMinutes(1));
    return cluster;
  }

  private static List<String> spark(String daemon, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Machine.SPARK + "/bin/spark-class",
                "org.apache.spark.deploy." + daemon,
                "--host",
                "127.0.0.1"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Machine machine(String name) throws IOException {
    Path shared = Files.createDirectories(directory.resolve("shared"));
    Machine machine =
        new Machine(name, directory, firn.spark(), shared, firn)
            .configure("spark-defaults.conf", settings())
            .with(
                Map.of(
                    "SPARK_LOCAL_IP",
                    "127.0.0.1",
                    "SPARK_DAEMON_MEMORY",
                    "256m",
                    "AWS_ACCESS_KEY_ID",
                    store.accessKey(),
                    "AWS_SECRET_ACCESS_KEY",
                    store.secretKey()));
    machines.add(machine);
    return machine;
  }

  /** What an administrator has written into {@code spark-defaults.conf} of every machine. */
  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.driver.extraClassPath", LIBRARIES);
    settings.put("spark.executor.extraClassPath", LIBRARIES);
    settings.put("spark.driver.extraJavaOptions", "--add-opens=java.base/java.nio=ALL-UNNAMED");
    settings.put("spark.hadoop.fs.s3a.endpoint", store.endpoint().toString());
    settings.put("spark.hadoop.fs.s3a.endpoint.region", ObjectStore.REGION);
    settings.put("spark.hadoop.fs.s3a.path.style.access", "true");
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.compress", "false");
    settings.put("spark.eventLog.dir", "s3a://" + ObjectStore.BUCKET + "/events");
    settings.put("spark.standalone.submit.waitAppCompletion", "true");
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.executor.cores", "1");
    settings.put("spark.cores.max", "2");
    settings.put("spark.sql.shuffle.partitions", "4");
    settings.put("spark.ui.port", Integer.toString(driverPort));
    return settings;
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** From which jobs are submitted. */
  Machine edge() {
    return machines.get(0);
  }

  List<Machine> machines() {
    return machines;
  }

  /** As jobs are told of it. */
  static String home() {
    return "s3a://" + ObjectStore.BUCKET + "/" + HOME;
  }

  /** Puts an object into the store, as a file of its own disk would be an odd one. */
  void write(String key, String text) throws IOException {
    try (FileIO files = lakehouse.files();
        OutputStream out =
            files.newOutputFile("s3://" + ObjectStore.BUCKET + "/" + key).createOrOverwrite()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public FirnProcess submit(Way way, Job job, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Machine.SPARK + "/bin/spark-submit",
                "--master",
                url(),
                "--deploy-mode",
                way.mode(),
                "--driver-memory",
                "1g",
                "--conf",
                "spark.sql.extensions="
                    + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"));
    command.addAll(List.of(lakehouse.sparkOptions().split(" ")));
    command.addAll(way.options());
    command.addAll(List.of("--class", job.main(), job.jar()));
    command.addAll(arguments);
    return edge().run(command, way.environment());
  }

  @Override
  public List<String> files() throws IOException {
    Path home = store.file(HOME);
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).map(file -> home.relativize(file) + "").toList();
    }
  }

  @Override
  public String read(String path) throws IOException {
    return Files.readString(store.file(HOME).resolve(path));
  }

  @Override
  public List<ProcessHandle> processes() {
    return machines.stream().flatMap(machine -> machine.processes().stream()).toList();
  }

  @Override
  public List<URI> pages() {
    String driver = "http://127.0.0.1:" + driverPort;
    String master = "http://127.0.0.1:" + webPort;
    return Stream.concat(
            Stream.of("/", "/json/").map(master::concat),
            Stream.of(
                    "/jobs/",
                    "/stages/",
                    "/environment/",
                    "/executors/",
                    "/SQL/",
                    "/StreamingQuery/",
                    "/api/v1/applications")
                .map(driver::concat))
        .map(URI::create)
        .toList();
  }

  @Override
  public List<String> lostWithMachines() throws IOException {
    return Machine.precious(machines);
  }

  @Override
  public void close() {
    machines.forEach(Machine::close);
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
