package dev.firn.check.pages;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets a load, a stream and a validation of a shop leave their pages, and opens these, and the page
 * of the stream while it runs, in a browser.
 */
public final class PagesCheck {

  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final String HOSTILE = "\"<img src=x onerror=alert(1)>\"";
  private static final Pattern LIVE = Pattern.compile("(http://127\\.0\\.0\\.1:[0-9]+/) answers");
  private static final Pattern REPORT = Pattern.compile("report: (.*)");
  private static final int MISMATCH = 7;

  private final int rows;
  private final long seed;
  private final String picture;
  private final List<String> faults = new ArrayList<>();
  private int looks;
  private int pages;

  private PagesCheck(Options options) {
    rows = options.integer("rows");
    seed = options.integer("seed");
    picture = options.text("picture");
  }

  /** True if no serious fault was found, or there is no browser here. */
  public static boolean run(Options options) throws Exception {
    Optional<Browser> browser = Browser.find(FirnInstallation.current().repository());
    if (browser.isEmpty()) {
      System.out.println("RESULT pages run=0");
      return true;
    }
    PagesCheck check = new PagesCheck(options);
    return WorkDirectory.use(directory -> check.run(directory, browser.get()));
  }

  private boolean run(Path directory, Browser browser) throws Exception {
    try (LocalStack stack = LocalStack.in(directory.resolve("services")).start()) {
      Database database = Database.of(stack.postgres());
      Shop.create(database, rows, seed);
      ShopSource source =
          ShopSource.create(
                  FirnInstallation.current(),
                  "shop",
                  Files.createDirectories(directory.resolve("home")),
                  database,
                  stack.kafka().bootstrapServers())
              .with("FIRN_MASTER", "local[2]")
              .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
      look(browser, "load", job(source, 0, "bulk-load"));
      stack.connect().deploy(source.connectorFile());
      stack.connect().awaitRunning(source.connectorName(), MAX_WAIT);
      stream(browser, source, database);
      create(database);
      // Nobody applies what was written last, so it is not waited for.
      look(
          browser,
          "validation",
          job(source, MISMATCH, "validate", "--level", "rows", "--wait", "0"));
    }
    if (!picture.isEmpty()) {
      Files.copy(
          browser.picture("load-1280-first"),
          FirnInstallation.current().repository().resolve(picture),
          StandardCopyOption.REPLACE_EXISTING);
    }
    faults.forEach(System.out::println);
    System.out.printf(
        "RESULT pages run=1 pages=%d looks=%d faults=%d%n", pages, looks, faults.size());
    return faults.isEmpty() && pages == 4;
  }

  /** The page is looked at while rows are written, and once more when the stream has ended. */
  private void stream(Browser browser, ShopSource source, Database database) throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              try {
                ShopWorkload.of(database, 100_000, seed)
                    .pausing(Duration.ofMillis(15))
                    .until(isOver::get)
                    .run();
              } catch (Exception e) {
                faults.add("the shop was not written: " + e);
              }
            });
    try (FirnProcess consumer =
        source.start("cdc", "--trigger-interval", "1s", "--page-port", "0")) {
      writer.start();
      look(browser, "stream", awaitAddress(consumer), true);
      isOver.set(true);
      writer.join();
      consumer.terminate();
      FirnProcess.Result ended = consumer.await(MAX_WAIT).require("firn cdc", 0);
      look(browser, "stream-end", file(ended.output()));
    } finally {
      isOver.set(true);
      writer.join();
    }
  }

  private static String awaitAddress(FirnProcess consumer) throws InterruptedException {
    long until = System.nanoTime() + MAX_WAIT.toNanos();
    while (consumer.isRunning() && System.nanoTime() < until) {
      // There is something to be seen once a batch was applied.
      Matcher address = LIVE.matcher(consumer.log());
      if (address.find() && consumer.log().contains("Lag:")) {
        return address.group(1);
      }
      Thread.sleep(500);
    }
    throw new IllegalStateException("The stream shows no page:\n" + consumer.log());
  }

  private static @Nullable String file(String printed) {
    Matcher report = REPORT.matcher(printed);
    String found = null;
    while (report.find()) {
      found = Path.of(report.group(1)).toUri().toString();
    }
    return found;
  }

  private static @Nullable String job(
      ShopSource source, int code, String command, String... options) throws Exception {
    try (FirnProcess job = source.start(command, options)) {
      FirnProcess.Result ended = job.await(MAX_WAIT).require("firn " + command, code);
      return file(ended.output() + ended.log());
    }
  }

  /** A table of which the lake has nothing, and whose name is meant for a browser. */
  private static void create(Database database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      String table = Shop.SCHEMA + "." + HOSTILE;
      statement.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
      statement.execute("INSERT INTO " + table + " VALUES (1)");
    }
  }

  private void look(Browser browser, String name, @Nullable String url) throws Exception {
    look(browser, name, url, false);
  }

  private void look(Browser browser, String name, @Nullable String url, boolean isLive)
      throws Exception {
    if (url == null) {
      faults.add(name + ": the job does not say where its page is");
      return;
    }
    Browser.Looks seen = browser.look(name, url, isLive);
    pages++;
    looks += seen.number();
    faults.addAll(seen.faults());
    System.out.printf("%s: %d looks, %d faults%n", name, seen.number(), seen.faults().size());
  }
}
