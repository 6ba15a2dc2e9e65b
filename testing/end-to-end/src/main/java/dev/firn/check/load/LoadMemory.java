package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Loads many narrow rows and some very wide ones with a small heap, two splits of a table at once:
 * what a load needs must not grow with the table.
 */
public final class LoadMemory {

  private final long narrow;
  private final int wide;
  private final int megabytes;
  private final int heap;

  private LoadMemory(Options options) {
    narrow = options.integer("narrow");
    wide = options.integer("wide");
    megabytes = options.integer("megabytes");
    heap = options.integer("heap");
  }

  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new LoadMemory(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      PostgresServer postgres = stack.postgres();
      Database database = Database.of(postgres);
      fill(database);
      ShopSource source =
          ShopSource.create(
              FirnInstallation.current(),
              "memory",
              Files.createDirectories(directory.resolve("home")),
              database,
              "localhost:9092");
      source
          .with("FIRN_MASTER", "local[2]")
          .with("FIRN_DRIVER_MEMORY", heap + "m")
          .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
      long start = System.nanoTime();
      try (FirnProcess load =
          source.start("bulk-load", "--parallel-tables", "2", "--parallel-workers", "1")) {
        FirnProcess.Result result = load.await(Duration.ofMinutes(9));
        boolean loaded =
            result.exitCode() == 0
                && result.log().contains("Loaded " + narrow + " rows into")
                && result.log().contains("Loaded " + wide + " rows into");
        if (!loaded) {
          System.out.println(result.output() + result.log());
        }
        System.out.printf(
            "RESULT load-memory heap_mib=%d narrow_rows=%d wide_rows=%d seconds=%d loaded=%s%n",
            heap, narrow, wide, (System.nanoTime() - start) / 1_000_000_000L, loaded);
        return loaded;
      }
    }
  }

  /** The wide rows begin narrow, so that whoever plans by the first rows is wrong. */
  private void fill(Database database) throws Exception {
    database.execute("CREATE SCHEMA " + Shop.SCHEMA);
    database.execute(
        "CREATE TABLE %s.narrow AS SELECT g AS id, g %% 7 AS kind FROM generate_series(1, %d) g"
            .formatted(Shop.SCHEMA, narrow));
    database.execute(
        "CREATE TABLE %1$s.wide (id int PRIMARY KEY, body text)".formatted(Shop.SCHEMA));
    database.execute(
        """
        INSERT INTO %1$s.wide
        SELECT g, repeat(md5(g::text), CASE WHEN g %% 10 = 1 THEN 1 ELSE %3$d * 32768 END)
          FROM generate_series(1, %2$d) g
        """
            .formatted(Shop.SCHEMA, wide, megabytes));
    database.execute("ALTER TABLE %s.narrow ADD PRIMARY KEY (id)".formatted(Shop.SCHEMA));
  }
}
