package dev.firn.check.places;

import dev.firn.check.places.Cluster.Way;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.ObjectStore;
import dev.firn.localstack.RestCatalog;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jobs on a standalone cluster of which no two machines share a disk. */
public final class ClusterCheck {
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
  private static final String SECRET = "/secrets/postgres-password";

  private final List<String> modes;
  private final int rows;
  private final int transactions;
  private final long seed;
  private final String password = random();
  private int killed;

  private ClusterCheck(Options options) {
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
    return WorkDirectory.use(new ClusterCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    List<String> problems = new ArrayList<>();
    Path services = directory.resolve("services");
    try (LocalStack stack = LocalStack.in(services).reportTo(System.out::println).start();
        ObjectStore store = ObjectStore.startIn(services);
        RestCatalog catalog = RestCatalog.startIn(services, store)) {
      Lakehouse lakehouse = Lakehouse.rest(catalog, store);
      try (StandaloneMachines cluster =
          StandaloneMachines.start(directory.resolve("machines"), store, lakehouse)) {
        for (String mode : modes) {
          problems.addAll(live(mode, stack, cluster, lakehouse, directory.resolve(mode)));
        }
        for (Machine machine : cluster.machines()) {
          Files.deleteIfExists(machine.own().resolve(SECRET.substring(1)));
        }
      }
      SecretSearch search =
          new SecretSearch(
              List.of(store.accessKey(), store.secretKey(), password), store.endpoint().toString());
      List<String> found = search.problems(directory);
      found.forEach(System.out::println);
      problems.addAll(found);
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT cluster modes=%s runs=%d killed=%d diverged=%d seed=%d%n",
        String.join(",", modes),
        modes.size() * JobLife.RUNS,
        killed,
        problems.size(),
        seed);
    return problems.isEmpty();
  }

  private List<String> live(
      String mode,
      LocalStack stack,
      StandaloneMachines cluster,
      Lakehouse lakehouse,
      Path directory)
      throws Exception {
    String name = "on_" + mode;
    Database database = JobLife.withSecret(Database.of(stack.postgres()).create(name), password);
    Shop.create(database, rows, seed);
    ShopSource source =
        ShopSource.create(
                FirnInstallation.current(),
                name,
                directory,
                database,
                stack.kafka().bootstrapServers())
            .into("bronze." + name)
            .in(lakehouse);
    JobLife life = new JobLife(way(mode, source, cluster), cluster, source, database, directory);
    List<String> problems =
        life.of(stack.connect(), List.of(EXECUTOR, EXECUTOR), transactions, seed);
    killed += life.killed();
    return problems;
  }

  /**
   * In client mode the configuration comes by {@code --files} from the disk of the machine that
   * submits, and the password by the environment. In cluster mode it comes from a URI, and the
   * password from a file that every machine has.
   */
  private Way way(String mode, ShopSource source, StandaloneMachines cluster) throws IOException {
    Path config = source.home().resolve("config");
    if (mode.equals("client")) {
      Path own = Files.createDirectories(cluster.edge().own().resolve("etc"));
      for (String file : List.of("sources.yaml", "kafka_clusters.yaml")) {
        Files.copy(config.resolve(file), own.resolve(file));
      }
      String etc = Machine.OWN + "/etc/";
      return new Way(
          mode,
          List.of("--files", etc + "sources.yaml," + etc + "kafka_clusters.yaml"),
          Map.of("FIRN_HOME", StandaloneMachines.home(), ShopSource.PASSWORD_VARIABLE, password));
    }
    String home = StandaloneMachines.HOME + "/config/";
    String sources = Files.readString(config.resolve("sources.yaml"));
    cluster.write(
        home + "sources.yaml",
        sources.replace(ShopSource.PASSWORD_VARIABLE, "FILE:" + Machine.OWN + SECRET));
    cluster.write(
        home + "kafka_clusters.yaml", Files.readString(config.resolve("kafka_clusters.yaml")));
    for (Machine machine : cluster.machines()) {
      Path secret = machine.own().resolve(SECRET.substring(1));
      Files.createDirectories(secret.getParent());
      Files.writeString(secret, password + "\n");
    }
    return new Way(mode, List.of(), Map.of("FIRN_HOME", StandaloneMachines.home()));
  }

  static String random() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
