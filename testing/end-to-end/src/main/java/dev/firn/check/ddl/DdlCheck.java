package dev.firn.check.ddl;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many tables, each with a history of its own of statements that alter it, between changes of its
 * rows and the ends of batches. In the end the lake has what the source has, or says of the table
 * why not, truly, and with a command that mends it.
 */
public final class DdlCheck {

  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final Set<Integer> ENDED = Set.of(0, 5, 10);
  private static final Pattern RELOAD = Pattern.compile("--tables (\\S+?)( --no-resume)?\\.( |$)");

  private final int histories;
  private final int rounds;
  private final int steps;
  private final long seed;
  private int quarantined;
  private String connect = "";
  private String connector = "";

  public DdlCheck(Options options) {
    histories = options.integer("histories");
    rounds = options.integer("rounds");
    steps = options.integer("steps");
    seed = options.integer("seed");
  }

  /** True if no table differs, and none is put aside for a wrong reason. */
  public boolean run() throws Exception {
    return WorkDirectory.use(
        directory -> {
          try (LocalStack stack =
              LocalStack.in(directory.resolve("services")).reportTo(System.out::println).start()) {
            return run(stack, directory.resolve("home"), "ddl_" + seed);
          }
        });
  }

  /** The same on services that run. */
  public boolean run(LocalStack stack, Path home, String name) throws Exception {
    System.out.println("seed " + seed);
    Database database = Database.of(stack.postgres()).create(name);
    ShopSource source =
        ShopSource.create(
                FirnInstallation.current(),
                name,
                Files.createDirectories(home),
                database,
                stack.kafka().bootstrapServers())
            .with("FIRN_MASTER", "local[2]")
            .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    database.execute("CREATE SCHEMA shop; CREATE SCHEMA elsewhere");
    List<TableHistory> tables = new ArrayList<>();
    try (Connection connection = database.connect()) {
      for (int i = 0; i < histories; i++) {
        TableHistory table = new TableHistory(i, seed);
        table.create(connection);
        tables.add(table);
      }
    }
    job(source, "bulk-load");
    connect = stack.connect().url().toString();
    connector = source.connectorName();
    stack.connect().deploy(source.connectorFile());
    stack.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      follow(source, database, tables, random, round % 2 == 1);
    }
    return isRight(source, database, tables);
  }

  /**
   * @param atOnce true if the consumer runs meanwhile, so that batches end anywhere
   */
  private void follow(
      ShopSource source,
      Database database,
      List<TableHistory> tables,
      Random random,
      boolean atOnce)
      throws Exception {
    if (!atOnce) {
      alter(database, tables, random);
      job(source, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
      return;
    }
    try (FirnProcess consumer =
        source.start("cdc", "--trigger-interval", "1s", "--until-idle", "10s")) {
      while (consumer.isRunning() && !consumer.log().contains("Subscribing to Kafka topics")) {
        Thread.sleep(200);
      }
      alter(database, tables, random);
      require(consumer.await(MAX_WAIT), "cdc");
    }
  }

  private void alter(Database database, List<TableHistory> tables, Random random)
      throws SQLException {
    List<TableHistory> order = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      order.addAll(tables);
    }
    Collections.shuffle(order, random);
    try (Connection connection = database.connect()) {
      for (TableHistory table : order) {
        table.change(connection);
        table.alter(connection);
        if (random.nextBoolean()) {
          table.change(connection);
        }
      }
    }
  }

  private Result job(ShopSource source, String command, String... options) throws Exception {
    try (FirnProcess process = source.start(command, options)) {
      return require(process.await(MAX_WAIT), command);
    }
  }

  private Result require(Result result, String command) throws Exception {
    if (!ENDED.contains(result.exitCode())) {
      System.out.println(connectorStatus());
      throw new IllegalStateException(
          "firn %s ended with %d:%n%s%n%s"
              .formatted(command, result.exitCode(), result.output(), result.log()));
    }
    return result;
  }

  /** What Connect says of the connector, of which the first lines tell why it has stopped. */
  private String connectorStatus() throws Exception {
    URI status = URI.create(connect + "/connectors/" + connector + "/status");
    try (InputStream answer = status.toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private boolean isRight(ShopSource source, Database database, List<TableHistory> tables)
      throws Exception {
    LakeReader lake = new LakeReader(source.home(), ShopSource.NAMESPACE);
    Map<String, String> reasons = reasons(lake);
    Map<String, String> problems = new LinkedHashMap<>();
    int wrongReasons = 0;
    int diverged = 0;
    List<TableHistory> reloaded = new ArrayList<>();
    for (TableHistory table : tables) {
      String reason = reasons.getOrDefault(table.name(), "");
      if (!reason.isEmpty()) {
        quarantined++;
        boolean isTrue = table.reasons().stream().anyMatch(reason::contains);
        if (!isTrue) {
          wrongReasons++;
          problems.put(table.name(), "wrong reason: " + reason);
        }
        Matcher command = RELOAD.matcher(reason);
        if (command.find() && command.group(1).equals(table.name()) && table.isThere()) {
          reloaded.add(table);
        }
        continue;
      }
      List<String> differences = LakeRows.compare(database, lake, table.name());
      if (!differences.isEmpty()) {
        diverged++;
        problems.put(table.name(), "diverged: " + differences);
      }
    }
    if (!reloaded.isEmpty()) {
      String names = String.join(",", reloaded.stream().map(TableHistory::name).toList());
      job(source, "bulk-load", "--tables", names, "--no-resume");
      job(source, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
      Map<String, String> after = reasons(lake);
      for (TableHistory table : reloaded) {
        String reason = after.getOrDefault(table.name(), "");
        List<String> differences =
            reason.isEmpty() ? LakeRows.compare(database, lake, table.name()) : List.of(reason);
        if (!differences.isEmpty()) {
          diverged++;
          problems.merge(table.name(), "after its reload: " + differences, (a, b) -> a + "; " + b);
        }
      }
    }
    for (TableHistory table : tables) {
      String problem = problems.get(table.name());
      if (problem != null) {
        System.out.println(table.name() + " " + problem);
        table.statements().forEach(statement -> System.out.println("    " + statement));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT ddl histories=%d quarantined=%d reloaded=%d diverged=%d wrong_reason=%d seed=%d%n",
        tables.size(),
        quarantined,
        reloaded.size(),
        diverged,
        wrongReasons,
        seed);
    return diverged == 0 && wrongReasons == 0;
  }

  /** Why tables are put aside, by their names in the lake. */
  private static Map<String, String> reasons(LakeReader lake) throws Exception {
    Map<String, String> reasons = new LinkedHashMap<>();
    lake.forEachRow(
        "_cdc_status",
        row -> {
          Object message = row.get("error_message");
          if (message != null && !message.toString().isEmpty()) {
            reasons.put(String.valueOf(row.get("table_name")), message.toString());
          }
        });
    return reasons;
  }
}
