package dev.firn.check.places;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.check.places.Cluster.Job;
import dev.firn.check.places.Cluster.Way;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.localstack.ConnectWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A load, a stream in which processes of the cluster die, and a validation, in one way of giving
 * jobs to a cluster; and what of it is left when the machines are gone.
 */
final class JobLife {

  /** How many jobs one is. */
  static final int RUNS = 3;

  private static final String CONNECT_USER = "postgres";
  private static final Duration MAX_WAIT = Duration.ofMinutes(10);

  private final Way way;
  private final String mode;
  private final Cluster cluster;
  private final ShopSource source;
  private final Database database;
  private final Path directory;
  private final JobLogs logs;
  private final List<String> problems = new ArrayList<>();
  private int killed;

  /**
   * @param directory for what jobs have printed and pages have shown
   */
  JobLife(Way way, Cluster cluster, ShopSource source, Database database, Path directory) {
    this.way = way;
    this.mode = way.mode();
    this.cluster = cluster;
    this.source = source;
    this.database = database;
    this.directory = directory;
    this.logs = new JobLogs(directory.resolve("logs"));
  }

  /**
   * What was not as it should be, one line for each.
   *
   * @param victims what the command lines of processes have in them that are killed while the
   *     stream runs, one after the other
   */
  List<String> of(ConnectWorker connect, List<String> victims, int transactions, long seed)
      throws Exception {
    run(Job.LOAD);
    differencesFrom("load");
    connect.configure(source.connectorName(), connector());
    connect.awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    follow(victims, transactions, seed);
    differencesFrom("stream");
    run(Job.VALIDATION, "--level", "rows");
    connect.delete(source.connectorName());
    results();
    judge("nothing is lost with the machines", List.of(), cluster.lostWithMachines());
    logs.keep(source.lake());
    return problems;
  }

  /** The same database for a user of the jobs alone, whose password is easily found. */
  static Database withSecret(Database database, String password) throws SQLException {
    String user = "jobs_" + database.name();
    database.execute("CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(user, password));
    return new Database(database.host(), database.port(), database.name(), user, password);
  }

  int killed() {
    return killed;
  }

  /** As Connect's {@code PUT /connectors/NAME/config} takes it. */
  private String connector() throws IOException {
    String file = "config/debezium_%s_cdc.json".formatted(source.name());
    ObjectNode config = (ObjectNode) new ObjectMapper().readTree(cluster.read(file)).get("config");
    // Connect knows the password of this one only, and by this variable.
    return config
        .put("database.user", CONNECT_USER)
        .put("database.password", "${env:" + ShopSource.PASSWORD_VARIABLE + "}")
        .toString();
  }

  private void follow(List<String> victims, int transactions, long seed) throws Exception {
    String before = source.lakeState();
    try (FirnProcess consumer =
        submit(Job.STREAM, "--trigger-interval", "1s", "--until-idle", "20s")) {
      Thread killer = new Thread(() -> kill(victims, before, consumer), "killer of executors");
      killer.start();
      ShopWorkload.of(database, transactions, seed)
          .pausing(Duration.ofMillis(60))
          .until(() -> !consumer.isRunning())
          .run();
      killer.join();
      require(Job.STREAM, consumer);
    }
    judge("processes were killed while it ran", victims.size(), killed);
  }

  /** Each when something was applied since the one before. */
  private void kill(List<String> victims, String before, FirnProcess consumer) {
    Pages pages = new Pages(directory.resolve("pages"));
    String seen = before;
    try {
      for (String victim : victims) {
        while (consumer.isRunning() && source.lakeState().equals(seen)) {
          Thread.sleep(300);
        }
        pages.keep(cluster.pages());
        kill(victim);
        seen = source.lakeState();
      }
    } catch (IOException e) {
      problems.add("pages cannot be kept: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (pages.kept() == 0) {
      problems.add("no page of the running job was seen");
    }
  }

  private void kill(String victim) {
    for (ProcessHandle process : cluster.processes()) {
      if (process.info().command().orElse("").endsWith("/java")
          && commandLine(process).contains(victim)) {
        System.out.println(mode + ": kills " + victim + " (" + process.pid() + ")");
        process.destroyForcibly();
        killed++;
        return;
      }
    }
    System.out.println(mode + ": there is no " + victim);
  }

  /** All of it, of which {@link ProcessHandle} leaves out the long ones. */
  private static String commandLine(ProcessHandle process) {
    try {
      Path file = Path.of("/proc/" + process.pid() + "/cmdline");
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private void differencesFrom(String when) throws Exception {
    List<String> differences =
        source.compare().stream()
            .filter(table -> !table.isEqual())
            .map(TableComparison::describe)
            .toList();
    judge("all tables are equal after the " + when, List.of(), differences);
  }

  private void results() throws IOException {
    judge(
        "every run has left its result",
        "{bulk-load=[0], cdc=[0], validate=[0]}",
        codes().toString());
  }

  /** What a scheduler reads, if the driver's output is gone with it. */
  private Map<String, Set<Integer>> codes() throws IOException {
    Map<String, Set<Integer>> codes = new TreeMap<>();
    for (String file : cluster.files()) {
      if (file.startsWith("runs/" + source.name() + "-") && file.endsWith("/run_result.json")) {
        JsonNode result = new ObjectMapper().readTree(cluster.read(file));
        codes
            .computeIfAbsent(result.path("command").asText(), command -> new TreeSet<>())
            .add(result.path("exit_code").asInt());
      }
    }
    return codes;
  }

  private void judge(String what, Object expected, Object actual) {
    boolean right = expected.equals(actual);
    System.out.println(mode + ": " + what + ": " + (right ? "yes" : "NO"));
    if (!right) {
      String problem = "%s: expected %s, but it is %s".formatted(what, expected, actual);
      System.out.println(problem);
      problems.add(mode + ": " + problem);
    }
  }

  private void run(Job job, String... options) throws Exception {
    try (FirnProcess process = submit(job, options)) {
      require(job, process);
    }
  }

  private FirnProcess submit(Job job, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("--source", source.name()));
    all.addAll(List.of(options));
    return cluster.submit(way, job, all);
  }

  private void require(Job job, FirnProcess process) throws Exception {
    Result result = process.await(MAX_WAIT);
    logs.keep(job.name(), result);
    result.require(job.toString(), 0);
    // Some kinds of spark-submit end with 0 whatever became of the driver.
    if (!codes().containsKey(job.command())) {
      throw new IllegalStateException(
          "%s has left no result; its driver's output is in %s"
              .formatted(job, directory.resolveSibling("machines")));
    }
  }
}
