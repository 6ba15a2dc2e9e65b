package dev.firn.endtoend.demo;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.compare.ValidationVerdicts;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.endtoend.shop.WorkloadCounts;
import dev.firn.localstack.LocalStack;
import dev.firn.terminal.InPlace;
import dev.firn.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows the whole pipeline at work, and ends 0 only if the lake equals its source. */
public final class Demo {
  private static final int TRANSACTIONS = 2_000;
  private static final Duration BETWEEN_TRANSACTIONS = Duration.ofMillis(10);
  private static final Duration MAX_WAIT = Duration.ofMinutes(10);
  private static final String REPORT = "report: ";
  private static final Pattern PAGE = Pattern.compile("(http://127\\.0\\.0\\.1:[0-9]+/) answers");

  private final FirnInstallation firn;
  private final DemoOptions options;
  private final DemoDirectory directory;
  private final Progress progress;
  private final Terminal terminal = Terminal.find();
  private final List<String> reports = new CopyOnWriteArrayList<>();

  private Demo(FirnInstallation firn, DemoOptions options, DemoDirectory directory) {
    this.firn = firn;
    this.options = options;
    this.directory = directory;
    this.progress = new Progress(System.out);
  }

  /** Ends 2 for a wrong call, 1 if a step failed, 7 if both sides differ. */
  public static void main(String[] arguments) {
    System.exit(run(FirnInstallation.current(), arguments));
  }

  private static int run(FirnInstallation firn, String... arguments) {
    Demo demo;
    try {
      DemoOptions options = DemoOptions.parse(firn, arguments);
      demo = new Demo(firn, options, DemoDirectory.prepare(options.directory()));
    } catch (IllegalArgumentException | IOException e) {
      System.err.println(
          e instanceof IOException
              ? "Cannot make the demo's directory: %s. Name another one by --directory."
                  .formatted(e)
              : e.getMessage());
      return 2;
    }
    try (demo.directory;
        demo.progress) {
      return demo.run() ? 0 : 7;
    } catch (Exception e) {
      System.err.printf("%nThe demo failed: %s%n", e.getMessage());
      System.err.printf("Logs: %s, %s%n", demo.directory.logs(), demo.directory.services());
      if (!(e instanceof DemoException)) {
        e.printStackTrace();
      }
      return 1;
    }
  }

  private boolean run() throws Exception {
    progress.print("Firn demo in " + options.directory());
    progress.stage(
        "Start PostgreSQL, Kafka and Kafka Connect"
            + (options.restAndS3() ? ", a REST catalog and a store" : ""));
    try (LocalStack stack = startStack();
        DemoLake lake = DemoLake.start(options, directory, progress)) {
      Database database = createShop(stack);
      ShopSource source =
          ShopSource.create(
                  firn, "shop", directory.home(), database, stack.kafka().bootstrapServers())
              .with("SPARK_LOCAL_IP", "127.0.0.1");
      directory.written();
      lake.holds(source);
      watched(source, () -> bulkLoad(source));
      deployConnector(stack, source);
      WorkloadCounts workload = watched(source, () -> consumeWhileWorking(source, database));
      DemoResult result = validate(source);

      progress.endStage();
      progress.print("\n" + result.text());
      progress.print(
          "%s after %,d transactions with %,d changed rows. %.0f s."
              .formatted(
                  result.isEqual() ? "Source and lake are equal" : "Source and lake DIFFER",
                  workload.transactions(),
                  workload.total(),
                  progress.elapsedSeconds()));
      reports.forEach(progress::print);
      if (!options.restAndS3()) {
        // A lake of files is there when its services are not.
        progress.print(
            "Ask its lake: FIRN_HOME='%s' scripts/firn sql -e \"SELECT * FROM orders LIMIT 5\""
                .formatted(source.home()));
      }
      if (options.keep()) {
        keep(stack, source, database, lake);
      }
      progress.stage("Stop the services");
      stack.close();
      progress.endStage();
      return result.isEqual();
    }
  }

  private LocalStack startStack() throws Exception {
    return LocalStack.in(directory.services()).reportTo(progress::detail).start();
  }

  private Database createShop(LocalStack stack) throws Exception {
    progress.stage("Create the shop, %,d rows, seed %d".formatted(options.rows(), options.seed()));
    Database database = Database.of(stack.postgres());
    Shop.create(database, options.rows(), options.seed());
    return database;
  }

  /** On a terminal, a table moves in the place of what the jobs log. */
  private <T> T watched(ShopSource source, Callable<T> work) throws Exception {
    try (Board board = new Board(terminal, new InPlace(System.out))) {
      progress.hush(board.isShown());
      board.follow(source);
      return work.call();
    } finally {
      progress.hush(false);
    }
  }

  private boolean bulkLoad(ShopSource source) throws Exception {
    progress.stage("Load it: firn bulk-load --source shop");
    try (FirnProcess job = job("bulk-load", source)) {
      requireSuccess("bulk-load", job.await(MAX_WAIT));
    }
    return true;
  }

  private void deployConnector(LocalStack stack, ShopSource source) throws Exception {
    Path file = source.connectorFile();
    progress.stage("Deploy the connector that the load wrote: " + file.getFileName());
    stack.connect().deploy(file);
    stack.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    progress.detail(source.connectorName() + " is running");
  }

  private WorkloadCounts consumeWhileWorking(ShopSource source, Database database)
      throws Exception {
    progress.stage("Change the shop while it is followed: firn cdc --source shop --until-idle 20s");
    try (FirnProcess consumer =
        job("cdc", source, "--trigger-interval", "1s", "--until-idle", "20s")) {
      WorkloadCounts counts =
          ShopWorkload.of(database, TRANSACTIONS, options.seed())
              .pausing(BETWEEN_TRANSACTIONS)
              .until(() -> !consumer.isRunning())
              .run();
      progress.detail(
          "workload | done, %,d transactions changed %,d rows"
              .formatted(counts.transactions(), counts.total()));
      requireSuccess("cdc", consumer.await(MAX_WAIT));
      return counts;
    }
  }

  private DemoResult validate(ShopSource source) throws Exception {
    progress.stage("Compare: firn validate --source shop --level rows");
    FirnProcess.Result validation;
    try (FirnProcess job = job("validate", source, "--level", "rows", "--output", "json")) {
      validation = job.await(MAX_WAIT);
    }
    if (validation.exitCode() != 0 && validation.exitCode() != 7) {
      requireSuccess("validate", validation);
    }
    ValidationVerdicts verdicts = ValidationVerdicts.parse(validation.output());
    progress.detail("validate | " + verdicts.verdicts());

    progress.stage("Compare once more, by JDBC and Iceberg's own reader");
    List<TableComparison> comparisons = source.compare();
    return new DemoResult(comparisons, source.eventsApplied(), verdicts);
  }

  private FirnProcess job(String command, ShopSource source, String... options) throws IOException {
    Consumer<String> show =
        line -> {
          if (line.startsWith(REPORT)) {
            reports.add(command + " " + line);
          }
          progress.detail(command + " | " + line);
        };
    boolean printsJson = List.of(options).contains("json");
    Listener listener = new Listener(printsJson ? line -> {} : show, directory.log(command, show));
    return source.tell(listener).start(command, options);
  }

  private void requireSuccess(String command, FirnProcess.Result result) {
    if (result.exitCode() != 0) {
      throw new DemoException(
          "firn %s ended with exit code %d, see %s."
              .formatted(command, result.exitCode(), directory.logFile(command)));
    }
  }

  private void keep(LocalStack stack, ShopSource source, Database database, DemoLake lake)
      throws Exception {
    progress.stage("Follow it further: firn cdc --source shop --page-port 0");
    Listener listener = new Listener(line -> {}, directory.log("cdc-kept", line -> {}));
    try (FirnProcess consumer =
        source.tell(listener).start("cdc", "--trigger-interval", "1s", "--page-port", "0")) {
      String page = awaitPage(consumer);
      progress.endStage();
      progress.print(
          """

          The stream and the services run until Ctrl+C.
            Page         %12$s
            PostgreSQL   %1$s  user %2$s, password %3$s
                         psql "postgresql://%2$s:%3$s@%4$s:%5$d/%6$s" -c 'SELECT * FROM shop.orders LIMIT 5'
            Kafka        %7$s
            Connect      %8$s/connectors
            Lake         %10$s

          Change rows, then watch and compare:
            export FIRN_HOME='%9$s' POSTGRES_PASSWORD='%3$s'%11$s
            scripts/firn status --source shop --watch
            scripts/firn validate --source shop --level rows
            scripts/firn sql -e "SELECT status, count(*) FROM orders GROUP BY status"
          """
              .formatted(
                  database.jdbcUrl(),
                  database.username(),
                  database.password(),
                  database.host(),
                  database.port(),
                  database.name(),
                  stack.kafka().bootstrapServers(),
                  stack.connect().url(),
                  source.home(),
                  lake.place(),
                  lake.exports(),
                  page));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () ->
                      progress.print(
                          "\nThe stream and the services end. %s stays, until the next demo in it."
                              .formatted(directory.path()))));
      Thread.currentThread().join();
    }
  }

  private String awaitPage(FirnProcess consumer) throws InterruptedException {
    while (consumer.isRunning()) {
      Matcher page = PAGE.matcher(consumer.log());
      if (page.find()) {
        return page.group(1);
      }
      Thread.sleep(200);
    }
    throw new DemoException("firn cdc has ended, see %s.".formatted(directory.logFile("cdc-kept")));
  }
}
