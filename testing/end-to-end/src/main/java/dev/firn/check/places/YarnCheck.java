package dev.firn.check.places;

import dev.firn.check.places.Cluster.Way;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jobs on YARN, with Spark's own distribution and Hadoop's own daemons. */
public final class YarnCheck {
  private static final String EXECUTOR = "YarnCoarseGrainedExecutorBackend";
  private static final String SECRET = YarnMachines.HOME + "/secrets/postgres-password";

  /** Of the seed's line for {@code spark-submit}, as it stands there. */
  private static final List<String> SEED =
      List.of(
          "--driver-memory",
          "4g",
          "--executor-memory",
          "8g",
          "--conf",
          "spark.sql.extensions="
              + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
          "--conf",
          "spark.sql.catalog.local=org.apache.iceberg.spark.SparkCatalog",
          "--conf",
          "spark.sql.catalog.local.type=hadoop",
          "--conf",
          "spark.sql.catalog.local.warehouse=file:///opt/data/lakehouse/warehouse");

  private final List<String> modes;
  private final int rows;
  private final int transactions;
  private final long seed;
  private final String password = ClusterCheck.random();
  private int killed;

  private YarnCheck(Options options) {
    modes = List.of(options.text("modes").split(",", -1));
    rows = options.integer("rows");
    transactions = options.integer("transactions");
    seed = options.integer("seed");
  }

  /** True if the lake of every mode equals its source, and no secret was written down. */
  public static boolean run(Options options) throws Exception {
    if (!Machine.canBe()) {
      System.out.println(Machine.CANNOT_BE);
      return false;
    }
    return WorkDirectory.use(new YarnCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    List<String> problems = new ArrayList<>();
    try (LocalStack stack =
            LocalStack.in(directory.resolve("services")).reportTo(System.out::println).start();
        YarnMachines cluster = YarnMachines.start(directory.resolve("machines"))) {
      cluster.write(SECRET, password + "\n");
      for (String mode : modes) {
        problems.addAll(live(mode, stack, cluster, directory.resolve(mode)));
      }
      cluster.delete(SECRET);
      problems.addAll(secrets(directory));
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT yarn modes=%s runs=%d killed=%d diverged=%d seed=%d%n",
        String.join(",", modes),
        modes.size() * JobLife.RUNS,
        killed,
        problems.size(),
        seed);
    return problems.isEmpty();
  }

  /** HDFS forgets a file's blocks a moment after the file. */
  private List<String> secrets(Path directory) throws Exception {
    Thread.sleep(15_000);
    List<String> found = new SecretSearch(List.of(password), "POSTGRES").problems(directory);
    found.forEach(System.out::println);
    return found;
  }

  private List<String> live(String mode, LocalStack stack, YarnMachines cluster, Path directory)
      throws Exception {
    String name = "on_" + mode;
    Database database = JobLife.withSecret(Database.of(stack.postgres()).create(name), password);
    Shop.create(database, rows, seed);
    boolean isClient = mode.equals("client");
    Lakehouse lakehouse =
        isClient
            ? new Lakehouse(
                Map.of("type", "hadoop", "warehouse", cluster.hdfs() + "/lakehouse/warehouse"),
                Map.of(),
                Map.of())
            : shared(cluster);
    ShopSource source =
        ShopSource.create(
                FirnInstallation.current(),
                name,
                directory,
                database,
                stack.kafka().bootstrapServers())
            .into("bronze." + name)
            .in(lakehouse);
    Way way = isClient ? client(source, lakehouse, cluster) : cluster(source, cluster);
    JobLife life = new JobLife(way, cluster, source, database, directory);
    String master = isClient ? "yarn.ExecutorLauncher" : "yarn.ApplicationMaster";
    List<String> problems = life.of(stack.connect(), List.of(EXECUTOR, master), transactions, seed);
    killed += life.killed();
    return problems;
  }

  /** As this JVM reads what jobs have below {@link Machine#SHARED}. */
  private static Lakehouse shared(YarnMachines cluster) {
    String here = cluster.shared().toString();
    return new Lakehouse(
        Map.of(
            "type",
            "hadoop",
            "warehouse",
            "file:" + here + "/lakehouse/warehouse",
            "io-impl",
            MovedFiles.class.getName(),
            MovedFiles.FROM,
            Machine.SHARED,
            MovedFiles.TO,
            here),
        Map.of(),
        Map.of());
  }

  /** The configuration comes by {@code --files} from the machine that submits. */
  private Way client(ShopSource source, Lakehouse lakehouse, YarnMachines cluster)
      throws IOException {
    Path own = Files.createDirectories(cluster.edge().own().resolve("config"));
    for (String file : List.of("sources.yaml", "kafka_clusters.yaml")) {
      Files.copy(source.home().resolve("config").resolve(file), own.resolve(file));
    }
    List<String> options =
        new ArrayList<>(
            List.of(
                "--driver-memory",
                "1g",
                "--executor-memory",
                "512m",
                "--files",
                "config/sources.yaml,config/kafka_clusters.yaml"));
    options.addAll(List.of(lakehouse.sparkOptions().split(" ")));
    return new Way(
        "client",
        options,
        Map.of(
            "FIRN_HOME",
            cluster.hdfs() + YarnMachines.HOME,
            ShopSource.PASSWORD_VARIABLE,
            password));
  }

  /** The seed's line; what it does not say is in FIRN_HOME. */
  private Way cluster(ShopSource source, YarnMachines cluster) throws IOException {
    Path config = source.home().resolve("config");
    String sources = Files.readString(config.resolve("sources.yaml"));
    cluster.write(
        YarnMachines.HOME + "/config/sources.yaml",
        sources.replace(ShopSource.PASSWORD_VARIABLE, "FILE:" + cluster.hdfs() + SECRET));
    cluster.write(
        YarnMachines.HOME + "/config/kafka_clusters.yaml",
        Files.readString(config.resolve("kafka_clusters.yaml")));
    return new Way("cluster", SEED, Map.of());
  }
}
