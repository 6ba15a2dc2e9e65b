package dev.firn.check.places;

import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A machine of a cluster, as far as its disk goes: processes in a mount namespace of their own, in
 * which {@code /opt/pipeline} and {@code /tmp} are this machine's, Firn and a Spark are installed
 * below {@code /opt}, and neither the source tree nor the other machines' disks are there.
 */
final class Machine implements AutoCloseable {
  static final String FIRN = "/opt/firn";
  static final String SPARK = "/opt/spark";

  /** Where the machine keeps its own files. */
  static final String OWN = "/opt/pipeline";

  /** What all machines see, as they see a network's disk. */
  static final String SHARED = "/opt/data";

  /** Mounts are private to the namespace and vanish with its last process. */
  private static final String MOUNT =
      """
      set -euo pipefail
      disk="$1" firn="$2" spark="$3" shared="$4" repository="$5"
      shift 5
      mount --rbind /opt "$disk/host"
      mount --bind "$disk/opt" /opt
      for kept in "$disk"/host/*/; do
        [[ -d $kept ]] || continue
        mkdir -p "/opt/$(basename "$kept")"
        mount --rbind "$kept" "/opt/$(basename "$kept")"
      done
      mkdir -p /opt/{firn,spark,pipeline,data}
      mount --bind "$firn" /opt/firn
      mount --bind "$spark" /opt/spark
      mount --bind "$disk/conf" /opt/spark/conf
      mount --bind "$shared" /opt/data
      mount -t tmpfs none "$repository"
      mount --bind "$disk/tmp" /tmp
      cd /opt/pipeline
      exec "$@"
      """;

  private final String name;
  private final Path disk;
  private final Path spark;
  private final Path shared;
  private final FirnInstallation firn;
  private Path installed;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param machines where the disks of all are
   * @param spark what is installed as Spark
   * @param shared a directory that every machine sees
   */
  Machine(String name, Path machines, Path spark, Path shared, FirnInstallation firn)
      throws IOException {
    this.name = name;
    this.disk = machines.resolve(name);
    this.spark = spark;
    this.shared = shared;
    this.firn = firn;
    this.installed = firn.repository().resolve("deploy/target/firn");
    for (String part : List.of("opt", "tmp", "host", "conf")) {
      Files.createDirectories(disk.resolve(part));
    }
    Files.createDirectories(disk.resolve("opt/pipeline"));
    Files.copy(
        firn.repository().resolve("deploy/src/conf/log4j2.properties"),
        disk.resolve("conf/log4j2.properties"));
  }

  static final String CANNOT_BE =
      "Cannot run: this user may not make mount namespaces (unshare --mount), without which the"
          + " machines would share a disk. Run it as root.";

  /** Whether this user may make machines. */
  static boolean canBe() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(namespace());
    command.addAll(List.of("mount", "-t", "tmpfs", "none", "/mnt"));
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  private static List<String> namespace() {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
    if (!System.getProperty("user.name").equals("root")) {
      command.add("--map-root-user");
    }
    return command;
  }

  /** The same, on which nobody has put Firn. */
  Machine withoutFirn() throws IOException {
    installed = Files.createDirectories(disk.resolve("no-firn"));
    return this;
  }

  Machine with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** Where this JVM finds what the machine has as {@link #OWN}. */
  Path own() {
    return disk.resolve("opt/pipeline");
  }

  /** Writes a file of Spark's configuration. */
  Machine configure(String file, Map<String, String> settings) throws IOException {
    Files.writeString(
        disk.resolve("conf").resolve(file),
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + " " + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    return this;
  }

  /** Starts what runs as long as the machine. */
  Process start(String role, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(inside(command));
    builder.environment().putAll(environment);
    // Read by every java: the executors' too.
    builder.environment().put("JDK_JAVA_OPTIONS", FirnProcess.QUICK_START);
    builder.redirectErrorStream(true);
    builder.redirectOutput(disk.resolve(role + ".log").toFile());
    Process process = builder.start();
    processes.add(process);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(process)));
    return process;
  }

  /** Starts a command that somebody types there. */
  FirnProcess run(List<String> command, Map<String, String> more) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return FirnProcess.start(inside(command), all, FirnProcess.Listener.NONE);
  }

  private List<String> inside(List<String> command) {
    List<String> all = new ArrayList<>(namespace());
    all.addAll(
        List.of(
            "bash",
            "-c",
            MOUNT,
            name,
            disk.toString(),
            installed.toString(),
            spark.toString(),
            shared.toString(),
            firn.repository().toString()));
    all.addAll(command);
    return all;
  }

  List<ProcessHandle> processes() {
    return processes.stream().flatMap(process -> process.toHandle().descendants()).toList();
  }

  /** Of files on the machines' own disks, those that would be missed if a machine were gone. */
  static List<String> precious(List<Machine> machines) throws IOException {
    List<String> precious = new ArrayList<>();
    for (Machine machine : machines) {
      try (Stream<Path> files = Files.walk(machine.own())) {
        files
            .filter(Files::isRegularFile)
            .map(file -> machine.name + ":" + machine.own().relativize(file))
            .filter(file -> file.matches(".*(run_result|debezium_[^/]*)\\.json|.*/checkpoints/.*"))
            .forEach(precious::add);
      }
    }
    return precious;
  }

  private static void kill(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    processes.forEach(Machine::kill);
  }
}
