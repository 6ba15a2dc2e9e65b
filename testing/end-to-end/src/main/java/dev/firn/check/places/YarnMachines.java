package dev.firn.check.places;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * HDFS, YARN with two node managers, and a machine from which jobs are submitted. Only that one has
 * Spark and Firn; containers get both from HDFS.
 */
final class YarnMachines implements Cluster {

  /** FIRN_HOME. */
  static final String HOME = "/firn";

  private static final String LIBRARIES = HOME + "/spark-and-firn.zip";
  private static final int NODES = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Path spark;
  private final FirnInstallation firn = FirnInstallation.current();
  private final HadoopDaemons daemons;
  private final List<Machine> machines = new ArrayList<>();
  private final FileSystem files;

  private YarnMachines(Path directory) throws IOException {
    Path fetched = firn.repository().resolve("testing/yarn/target");
    this.directory = Files.createDirectories(directory);
    this.spark = fetched.resolve("spark");
    this.daemons = new HadoopDaemons(Files.readString(fetched.resolve("hadoop.classpath")).trim());
    this.files = FileSystem.get(URI.create(daemons.hdfs()), new Configuration());
  }

  static YarnMachines start(Path directory) throws Exception {
    // Who starts daemons in a namespace is root there.
    System.setProperty("HADOOP_USER_NAME", "root");
    YarnMachines cluster = new YarnMachines(directory);
    Path none = directory.resolve("no-spark");
    Files.createDirectories(none.resolve("conf"));
    cluster.machine("edge", cluster.spark).configure("spark-defaults.conf", cluster.settings());
    Machine head = cluster.machine("head", none);
    cluster.daemon(head, "hdfs.server.namenode.NameNode", "-format", "-nonInteractive").waitFor();
    cluster.daemon(head, "hdfs.server.namenode.NameNode");
    cluster.daemon(head, "hdfs.server.datanode.DataNode");
    cluster.daemon(head, "yarn.server.resourcemanager.ResourceManager");
    for (int node = 1; node <= NODES; node++) {
      Machine machine = cluster.machine("node" + node, none).withoutFirn();
      cluster.daemon(machine, "yarn.server.nodemanager.NodeManager");
    }
    cluster.awaitNodes(Duration.ofMinutes(2));
    cluster.install();
    return cluster;
  }

  private Machine machine(String name, Path itsSpark) throws IOException {
    Path shared = Files.createDirectories(directory.resolve("shared"));
    Machine machine =
        new Machine(name, directory, itsSpark, shared, firn)
            .with(
                Map.of(
                    "SPARK_LOCAL_IP",
                    "127.0.0.1",
                    "HADOOP_CONF_DIR",
                    HadoopDaemons.CONFIGURATION,
                    "JAVA_HOME",
                    System.getProperty("java.home")));
    daemons.configure(machine);
    machines.add(machine);
    return machine;
  }

  private Process daemon(Machine machine, String daemon, String... arguments) throws IOException {
    String role = daemon.substring(daemon.lastIndexOf('.') + 1) + arguments.length;
    return machine.start(role, daemons.command(daemon, arguments));
  }

  /** What an administrator has written into {@code spark-defaults.conf}. */
  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.driver.extraClassPath", Machine.FIRN + "/lib/*");
    settings.put("spark.yarn.archive", daemons.hdfs() + LIBRARIES);
    settings.put("spark.yarn.appMasterEnv.FIRN_HOME", daemons.hdfs() + HOME);
    settings.put("spark.yarn.maxAppAttempts", "3");
    settings.put("spark.yarn.report.interval", "1s");
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.compress", "false");
    settings.put("spark.eventLog.dir", daemons.hdfs() + "/events");
    settings.put("spark.sql.shuffle.partitions", "4");
    return settings;
  }

  /** Puts Spark and Firn's libraries where containers get them from. */
  private void install() throws IOException {
    try (OutputStream out = files.create(hadoop(LIBRARIES));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(0);
      add(spark.resolve("jars"), zip);
      add(firn.repository().resolve("deploy/target/firn/lib"), zip);
    }
    files.mkdirs(hadoop("/events"));
    files.mkdirs(hadoop("/logs"));
    Path jobs = Files.createDirectories(edge().own().resolve("jobs"));
    for (Job job : Job.values()) {
      Path jar = firn.repository().resolve("deploy/target/firn/jobs").resolve(name(job));
      Files.copy(jar, jobs.resolve(name(job)));
    }
  }

  private static String name(Job job) {
    return Path.of(job.jar()).getFileName().toString();
  }

  private static void add(Path jars, ZipOutputStream zip) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.list(jars)) {
      all = found.filter(jar -> jar.toString().endsWith(".jar")).toList();
    }
    for (Path jar : all) {
      zip.putNextEntry(new ZipEntry(jar.getFileName().toString()));
      Files.copy(jar, zip);
    }
  }

  String hdfs() {
    return daemons.hdfs();
  }

  /** From which jobs are submitted. */
  Machine edge() {
    return machines.get(0);
  }

  /** Where this JVM finds what all machines have as {@link Machine#SHARED}. */
  Path shared() {
    return directory.resolve("shared");
  }

  /** Writes a file of HDFS that nobody else may read. */
  void write(String path, String text) throws IOException {
    try (OutputStream out = files.create(hadoop(path), true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    files.setPermission(
        hadoop(path), new org.apache.hadoop.fs.permission.FsPermission((short) 0400));
  }

  void delete(String path) throws IOException {
    files.delete(hadoop(path), true);
  }

  /** As people type it in the directory of the pipeline: the jar says which class it starts. */
  @Override
  public FirnProcess submit(Way way, Job job, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Machine.SPARK + "/bin/spark-submit",
                "--master",
                "yarn",
                "--deploy-mode",
                way.mode()));
    command.addAll(way.options());
    command.add("jobs/" + name(job));
    command.addAll(arguments);
    return edge().run(command, way.environment());
  }

  @Override
  public List<String> files() throws IOException {
    String home = hadoop(HOME).toUri().getPath() + "/";
    List<String> found = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(hadoop(HOME), true);
    while (all.hasNext()) {
      found.add(all.next().getPath().toUri().getPath().substring(home.length()));
    }
    return found;
  }

  @Override
  public String read(String path) throws IOException {
    try (var in = files.open(hadoop(HOME + "/" + path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private org.apache.hadoop.fs.Path hadoop(String path) {
    return new org.apache.hadoop.fs.Path(daemons.hdfs() + path);
  }

  @Override
  public List<ProcessHandle> processes() {
    return machines.stream().flatMap(machine -> machine.processes().stream()).toList();
  }

  @Override
  public List<URI> pages() throws IOException {
    List<String> pages = new ArrayList<>(List.of("/cluster/apps", "/ws/v1/cluster/apps"));
    for (JsonNode app : ask("/ws/v1/cluster/apps?states=RUNNING").path("apps").path("app")) {
      String id = app.path("id").asText();
      pages.add("/cluster/app/" + id);
      Stream.of("jobs", "stages", "environment", "executors", "SQL", "StreamingQuery")
          .forEach(page -> pages.add("/proxy/" + id + "/" + page + "/"));
    }
    return pages.stream().map(page -> URI.create(daemons.web() + page)).toList();
  }

  private JsonNode ask(String path) throws IOException {
    return JSON.readTree(URI.create(daemons.web() + path).toURL());
  }

  @Override
  public List<String> lostWithMachines() throws IOException {
    return Machine.precious(machines);
  }

  @Override
  public void close() {
    machines.forEach(Machine::close);
  }

  private void awaitNodes(Duration atMost) throws Exception {
    Instant deadline = Instant.now().plus(atMost);
    while (activeNodes() < NODES) {
      if (Instant.now().isAfter(deadline)) {
        close();
        throw new IllegalStateException("The node managers did not register, see " + directory);
      }
      Thread.sleep(500);
    }
  }

  private int activeNodes() {
    try {
      return ask("/ws/v1/cluster/metrics").path("clusterMetrics").path("activeNodes").asInt();
    } catch (IOException notUpYet) {
      return 0;
    }
  }
}
