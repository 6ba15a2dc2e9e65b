package dev.firn.check.secrets;

import dev.firn.check.places.Pages;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a pipeline that has a secret in each place where one can be configured, well and with what
 * fails, logging everything; then looks for the secrets in all that it has left behind: consoles
 * and logs, events and pages of Spark, metadata and rows of the lake, results, the connector.
 */
public final class SecretsCheck {

  private static final Duration MAX_WAIT = Duration.ofMinutes(5);
  private static final Map<String, String> AS_IT_IS = Map.of();
  private static final Pattern UI =
      Pattern.compile("(?:Bound SparkUI to|started at) .*?:(\\d{4,5})");

  private static final List<String> CONTROL_TABLES =
      List.of("_cdc_status", "_cdc_dead_letter", "_cdc_schema_changes", "_cdc_validation");

  private final boolean plants;

  private SecretsCheck(Options options) {
    plants = options.integer("plant") == 1;
  }

  /** True if no secret was seen anywhere, and the search finds one that is there. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new SecretsCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    try (SecretivePipeline pipeline = SecretivePipeline.create(directory)) {
      runs(pipeline);
      fails(pipeline);
      keepRows(pipeline);
      List<Canary> canaries = pipeline.canaries();
      if (plants) {
        Files.writeString(pipeline.left().resolve("planted.txt"), canaries.get(0).forms().get(1));
      }
      CanarySearch search = new CanarySearch(canaries);
      Map<Canary, List<String>> leaks = search.in(pipeline.left());
      leaks.forEach(
          (canary, places) -> {
            System.out.printf("LEAKED %s, %d times%n", canary, places.size());
            places.stream().limit(6).forEach(place -> System.out.println("  " + place));
          });
      int unseen = unseenWhenPlanted(canaries, directory.resolve("control"));
      System.out.printf(
          Locale.ROOT,
          "RESULT secrets canaries=%d leaked=%d files=%d megabytes=%d control_missed=%d%n",
          canaries.size(),
          leaks.size(),
          search.files(),
          search.bytes() >> 20,
          unseen);
      return leaks.isEmpty() && unseen == 0 && canaries.size() >= 20;
    }
  }

  /** What a search finds of canaries that certainly are there, each in each form. */
  private static int unseenWhenPlanted(List<Canary> canaries, Path directory) throws Exception {
    int unseen = 0;
    for (Canary canary : canaries) {
      for (String form : canary.forms()) {
        Path planted = Files.createDirectories(directory).resolve("planted.txt");
        Files.writeString(planted, "said \"" + form + "\" once");
        unseen += new CanarySearch(List.of(canary)).in(directory).size() == 1 ? 0 : 1;
      }
    }
    return unseen;
  }

  private static void runs(SecretivePipeline pipeline) throws Exception {
    String source = SecretivePipeline.SOURCE;
    pipeline.run(AS_IT_IS, "config", "check");
    pipeline.run(AS_IT_IS, "config", "show", "--source", source, "--origin");
    pipeline.run(AS_IT_IS, "discover", "--source", source);
    pipeline.run(AS_IT_IS, "bulk-load", "--source", source, "--plan").require("the plan", 0);
    pipeline.run(AS_IT_IS, "bulk-load", "--source", source).require("the load", 0);
    Path connector = pipeline.left().resolve("home/config/debezium_" + source + "_cdc.json");
    pipeline.stack().connect().deploy(connector);
    pipeline.stack().connect().awaitRunning(SecretivePipeline.CONNECTOR, Duration.ofMinutes(2));
    pipeline
        .stack()
        .postgres()
        .execute(
            "UPDATE shop.orders SET note = note || '.' WHERE id < 10",
            "ALTER TABLE shop.orders ADD COLUMN more text",
            "INSERT INTO shop.orders VALUES (1000, 'n', NULL, 'm')",
            // The lake's type has no place for it: a dead letter.
            "UPDATE shop.orders SET day = 'infinity' WHERE id = 20");
    follow(pipeline);
    pipeline.run(AS_IT_IS, "doctor", "--source", source, "--json", "--wait", "20");
    pipeline.run(AS_IT_IS, "dlq", "list", "--source", source);
    pipeline.run(AS_IT_IS, "validate", "--source", source, "--wait", "60");
  }

  /** A stream that is looked at while it runs. */
  private static void follow(SecretivePipeline pipeline) throws Exception {
    String[] command = {"cdc", "--source", SecretivePipeline.SOURCE, "--until-idle", "20s"};
    try (FirnProcess stream = pipeline.start(AS_IT_IS, command)) {
      String log = "";
      while (stream.isRunning() && !log.contains("Subscribing to Kafka topics")) {
        Thread.sleep(500);
        log = stream.log();
      }
      pipeline.keepCommandLines(ProcessHandle.current().pid());
      Thread.sleep(8000);
      List<URI> pages = new ArrayList<>(List.of(pipeline.connectorPage()));
      Matcher ui = UI.matcher(stream.log());
      int port = ui.find() ? Integer.parseInt(ui.group(1)) : 4040;
      String base = "http://127.0.0.1:" + port;
      for (String page :
          List.of(
              "/environment/", "/jobs/", "/stages/", "/executors/", "/SQL/", "/StreamingQuery/")) {
        pages.add(URI.create(base + page));
      }
      pages.add(URI.create(base + "/api/v1/applications"));
      Matcher application = Pattern.compile("(local-\\d{10,})").matcher(stream.log());
      if (application.find()) {
        String api = base + "/api/v1/applications/" + application.group(1);
        pages.add(URI.create(api + "/environment"));
        pages.add(URI.create(api + "/sql?details=true&planDescription=true"));
        pages.add(URI.create(api + "/jobs"));
      }
      Pages kept = new Pages(pipeline.left().resolve("pages"));
      kept.keep(pages);
      System.out.printf("  %d of %d pages kept%n", kept.kept(), pages.size());
      FirnProcess.Result result = stream.await(MAX_WAIT);
      pipeline.keep(result, command);
      result.require("the stream", 0);
    }
  }

  /** What fails says why, and no more. */
  private static void fails(SecretivePipeline pipeline) throws Exception {
    String source = SecretivePipeline.SOURCE;
    String other = SecretivePipeline.DISTRUSTING;
    String[] load = {"bulk-load", "--source", source, "--no-resume"};
    // Passwords that are wrong are secrets, too: of somebody else perhaps.
    pipeline.run(Map.of("CANARY_DB_PASSWORD", pipeline.secretOf("a wrong password")), load);
    pipeline.run(AS_IT_IS, with(load, "--set", "database_connection.port=1"));
    pipeline.run(AS_IT_IS, with(load, "--set", "database_connection.host=nowhere.invalid"));
    pipeline.run(Map.of("VAULT_TOKEN", pipeline.secretOf("a wrong token of Vault")), load);
    pipeline.run(
        Map.of("HADOOP_CREDSTORE_PASSWORD", "wrong-opener-7f3a"), "cdc", "--source", source);
    pipeline.run(
        Map.of("STORE_CANARY", pipeline.secretOf("a wrong password of a key store")),
        "cdc",
        "--source",
        source);
    pipeline.run(
        Map.of("KAFKA_CANARY", pipeline.secretOf("a wrong password of Kafka")),
        "cdc",
        "--source",
        source);
    pipeline.run(AS_IT_IS, "bulk-load", "--source", other);
    String refused = SecretivePipeline.REFUSED;
    pipeline.run(AS_IT_IS, "bulk-load", "--source", refused);
    pipeline.run(AS_IT_IS, "bulk-load", "--source", refused, "--set", "iceberg_catalog=oauth");
    pipeline.run(AS_IT_IS, "bulk-load", "--source", refused, "--set", "iceberg_catalog=base");
    pipeline.run(AS_IT_IS, "doctor", "--source", refused, "--wait", "10");
    pipeline.run(
        AS_IT_IS,
        "bulk-load",
        "--source",
        source,
        "--no-resume",
        "--deploy-connector",
        pipeline.rude().url());
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Files of tables are compressed, so their rows are written down as they are read. */
  private static void keepRows(SecretivePipeline pipeline) throws Exception {
    LakeReader lake =
        new LakeReader(pipeline.left().resolve("home"), "bronze." + SecretivePipeline.SOURCE);
    Map<String, List<String>> rows = new TreeMap<>();
    for (String table : CONTROL_TABLES) {
      if (lake.hasTable(table)) {
        List<String> kept = rows.computeIfAbsent(table, first -> new ArrayList<>());
        lake.forEachRow(table, row -> kept.add(row.toString()));
      }
    }
    Path directory = Files.createDirectories(pipeline.left().resolve("rows"));
    for (Map.Entry<String, List<String>> table : rows.entrySet()) {
      Files.write(directory.resolve(table.getKey() + ".txt"), table.getValue());
    }
    System.out.println("  rows kept of " + rows.keySet());
  }
}
