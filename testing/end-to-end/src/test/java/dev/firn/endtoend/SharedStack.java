package dev.firn.endtoend;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** The services of all tests here; each test has a database and topics of its own on them. */
public final class SharedStack {
  static final FirnInstallation FIRN = FirnInstallation.current();

  /** Where its services keep what they have. */
  static final Path DIRECTORY = Path.of("target/stack").toAbsolutePath();

  public static final LocalStack STACK = start();

  private SharedStack() {}

  /**
   * What leaves more processor time to the other tests. To compile queries over a handful of rows
   * is a fifth of what a job of a test costs; one test of the whole path runs as users run it.
   */
  public static final String CHEAP =
      "--conf spark.ui.enabled=false --conf spark.sql.codegen.wholeStage=false"
          + " --conf spark.sql.codegen.factoryMode=NO_CODEGEN";

  /** A shop that no other test sees, as a source of Firn. */
  static TestShop shop(Path home, int rows) throws Exception {
    return shop(Database.of(STACK.postgres()), home, rows);
  }

  /** The same on a server of another version. */
  static TestShop shop(Database server, Path home, int rows) throws Exception {
    String name = "shop_" + Long.toString(System.nanoTime(), 36).toLowerCase(Locale.ROOT);
    Database database = server.create(name);
    Shop.create(database, rows, 7);
    ShopSource source =
        ShopSource.create(
                FIRN,
                name,
                Files.createDirectories(home),
                database,
                STACK.kafka().bootstrapServers())
            .with("FIRN_SPARK_OPTS", CHEAP);
    return new TestShop(source, database);
  }

  /** A shop, and the source by which Firn knows it. */
  record TestShop(ShopSource source, Database database) {

    void deployConnector() {
      STACK.connect().deploy(source.connectorFile());
      STACK.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    }
  }

  private static LocalStack start() {
    try {
      WorkDirectory.delete(DIRECTORY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LocalStack.in(DIRECTORY)
        // Not a lambda: another thread calls it, and would wait for the end of this initializer.
        .reportTo(System.out::println)
        .start();
  }
}
