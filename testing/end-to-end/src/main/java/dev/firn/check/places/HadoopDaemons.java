package dev.firn.check.places;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How Hadoop's daemons are started and told of each other, on one loopback address. */
final class HadoopDaemons {

  /** Where every machine keeps Hadoop's files. */
  static final String CONFIGURATION = Machine.OWN + "/hadoop";

  private static final String WORK = "file://" + Machine.OWN + "/hdfs/";

  private final String libraries;
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  /**
   * @param libraries of Hadoop, as a class path
   */
  HadoopDaemons(String libraries) throws IOException {
    this.libraries = libraries;
    for (String name :
        List.of("hdfs", "hdfs-web", "client", "scheduler", "tracker", "admin", "web")) {
      ports.put(name, freePort());
    }
  }

  private int port(String name) {
    return ports.getOrDefault(name, 0);
  }

  String hdfs() {
    return "hdfs://127.0.0.1:" + port("hdfs");
  }

  /** Of YARN's resource manager. */
  String web() {
    return "http://127.0.0.1:" + port("web");
  }

  /** Writes what every client and daemon on the machine reads. */
  void configure(Machine machine) throws IOException {
    Path directory = Files.createDirectories(machine.own().resolve("hadoop"));
    Files.writeString(directory.resolve("core-site.xml"), xml(Map.of("fs.defaultFS", hdfs())));
    Files.writeString(directory.resolve("hdfs-site.xml"), xml(hdfsSettings()));
    Files.writeString(directory.resolve("yarn-site.xml"), xml(yarnSettings()));
    Files.writeString(
        directory.resolve("log4j.properties"),
        """
        log4j.rootLogger=WARN,console
        log4j.appender.console=org.apache.log4j.ConsoleAppender
        log4j.appender.console.layout=org.apache.log4j.PatternLayout
        log4j.appender.console.layout.ConversionPattern=%d %p %c{1}: %m%n
        """);
  }

  private Map<String, String> hdfsSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("dfs.namenode.name.dir", WORK + "names");
    settings.put("dfs.datanode.data.dir", WORK + "data");
    settings.put("dfs.namenode.http-address", "127.0.0.1:" + port("hdfs-web"));
    settings.put("dfs.datanode.address", "127.0.0.1:0");
    settings.put("dfs.datanode.http.address", "127.0.0.1:0");
    settings.put("dfs.datanode.ipc.address", "127.0.0.1:0");
    settings.put("dfs.replication", "1");
    settings.put("dfs.heartbeat.interval", "1");
    return settings;
  }

  private Map<String, String> yarnSettings() {
    String manager = "yarn.resourcemanager.";
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(manager + "hostname", "127.0.0.1");
    settings.put(manager + "address", "127.0.0.1:" + port("client"));
    settings.put(manager + "scheduler.address", "127.0.0.1:" + port("scheduler"));
    settings.put(manager + "resource-tracker.address", "127.0.0.1:" + port("tracker"));
    settings.put(manager + "admin.address", "127.0.0.1:" + port("admin"));
    settings.put(manager + "webapp.address", "127.0.0.1:" + port("web"));
    settings.put(manager + "am.max-attempts", "3");
    settings.put("yarn.nodemanager.hostname", "127.0.0.1");
    settings.put("yarn.nodemanager.address", "127.0.0.1:0");
    settings.put("yarn.nodemanager.localizer.address", "127.0.0.1:0");
    settings.put("yarn.nodemanager.collector-service.address", "127.0.0.1:0");
    settings.put("yarn.nodemanager.webapp.address", "127.0.0.1:0");
    settings.put("yarn.nodemanager.local-dirs", Machine.OWN + "/yarn/local");
    settings.put("yarn.nodemanager.log-dirs", Machine.OWN + "/yarn/logs");
    settings.put("yarn.log-aggregation-enable", "true");
    settings.put("yarn.nodemanager.remote-app-log-dir", "/logs");
    // The seed's containers are larger than this machine needs to be: their heaps never fill.
    settings.put("yarn.nodemanager.resource.memory-mb", "40960");
    settings.put("yarn.scheduler.maximum-allocation-mb", "40960");
    settings.put("yarn.nodemanager.resource.cpu-vcores", "8");
    settings.put("yarn.nodemanager.vmem-check-enabled", "false");
    settings.put("yarn.nodemanager.pmem-check-enabled", "false");
    settings.put("yarn.nodemanager.disk-health-checker.enable", "false");
    settings.put("yarn.scheduler.capacity.root.queues", "default");
    settings.put("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.put("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    return settings;
  }

  private static String xml(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(
            setting ->
                "<property><name>%s</name><value>%s</value></property>"
                    .formatted(setting.getKey(), setting.getValue()))
        .collect(Collectors.joining("\n", "<configuration>\n", "\n</configuration>\n"));
  }

  /**
   * @param daemon below {@code org.apache.hadoop}
   */
  List<String> command(String daemon, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                CONFIGURATION + ":" + libraries,
                "org.apache.hadoop." + daemon));
    command.addAll(List.of(arguments));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
