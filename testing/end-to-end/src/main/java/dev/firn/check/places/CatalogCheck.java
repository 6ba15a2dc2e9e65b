package dev.firn.check.places;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.HiveMetastore;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.ObjectStore;
import dev.firn.localstack.RestCatalog;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same life of a lake on each kind of catalog: nothing in it may depend on the kind. */
public final class CatalogCheck {
  private static final List<String> KNOWN = List.of("hadoop", "hive", "jdbc-s3", "rest-s3");

  /** How kinds end whose tables are in the store. */
  private static final String IN_STORE = "-s3";

  /** As Hive has them. */
  private static final String ONE_LEVEL = "bronze_shop";

  private final FirnInstallation firn = FirnInstallation.current();
  private final List<String> kinds;
  private final int rows;
  private final int transactions;
  private final long seed;

  private CatalogCheck(Options options) {
    String asked = options.text("kinds");
    kinds = asked.equals("all") ? KNOWN : List.of(asked.split(",", -1));
    rows = options.integer("rows");
    transactions = options.integer("transactions");
    seed = options.integer("seed");
  }

  /** True if every lake equals its source in every case, and no secret was written down. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new CatalogCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    List<String> problems = new ArrayList<>();
    int cases = 0;
    Path services = directory.resolve("services");
    try (LocalStack stack = LocalStack.in(services).reportTo(System.out::println).start();
        ObjectStore store = ObjectStore.startIn(services)) {
      for (String kind : kinds) {
        List<String> found = live(kind, stack, store, directory);
        cases += LakeLife.CASES;
        found.forEach(problem -> problems.add(kind + ": " + problem));
      }
      if (kinds.stream().anyMatch(kind -> kind.endsWith(IN_STORE))) {
        List<String> found = SecretSearch.of(store).problems(directory);
        found.forEach(System.out::println);
        problems.addAll(found);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT catalogs kinds=%s cases=%d diverged=%d seed=%d%n",
        String.join(",", kinds),
        cases,
        problems.size(),
        seed);
    return problems.isEmpty();
  }

  private List<String> live(String kind, LocalStack stack, ObjectStore store, Path directory)
      throws Exception {
    Path home = Files.createDirectories(directory.resolve(kind));
    switch (kind) {
      case "hadoop" -> {
        return live(kind, Lakehouse.hadoop(home.resolve("warehouse")), stack, home);
      }
      case "hive" -> {
        try (HiveMetastore metastore = HiveMetastore.startIn(directory.resolve("services"))) {
          Lakehouse lakehouse = Lakehouse.hive(metastore, home.resolve("warehouse"));
          return live(kind, lakehouse, stack, home);
        }
      }
      case "jdbc-s3" -> {
        // People give the keys in either way, and neither may end in a file.
        Lakehouse lakehouse = Lakehouse.jdbc(home.resolve("catalog.db"), store);
        return live(kind, lakehouse.withSecretsInSettings(), stack, home);
      }
      case "rest-s3" -> {
        try (RestCatalog catalog = RestCatalog.startIn(directory.resolve("services"), store)) {
          Lakehouse lakehouse = Lakehouse.rest(catalog, store).withFileSystem(store);
          return live(kind, lakehouse, stack, home);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "Unknown kind \"%s\", known kinds are %s.".formatted(kind, KNOWN));
    }
  }

  private List<String> live(String kind, Lakehouse lakehouse, LocalStack stack, Path home)
      throws Exception {
    String name = kind.replace('-', '_');
    Database database = Database.of(stack.postgres()).create(name);
    Shop.create(database, rows, seed);
    ShopSource source =
        ShopSource.create(firn, name, home, database, stack.kafka().bootstrapServers())
            .into(kind.equals("hive") ? ONE_LEVEL : ShopSource.NAMESPACE)
            .with("FIRN_MASTER", "local[2]")
            .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false " + eventLog(home))
            .in(lakehouse);
    String checkpoints =
        kind.equals("rest-s3") ? "s3a://" + ObjectStore.BUCKET + "/checkpoints" : "checkpoints";
    return new LakeLife(kind, source, database, new JobLogs(home.resolve("logs")))
        .keepingCheckpointsIn(checkpoints)
        .of(stack.connect(), transactions, seed);
  }

  /** As the search for secrets can read it. */
  private static String eventLog(Path home) throws IOException {
    return "--conf spark.eventLog.enabled=true --conf spark.eventLog.compress=false"
        + " --conf spark.eventLog.dir=file:"
        + Files.createDirectories(home.resolve("events"));
  }
}
