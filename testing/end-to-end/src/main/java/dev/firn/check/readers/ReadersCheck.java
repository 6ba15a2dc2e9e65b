package dev.firn.check.readers;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.endtoend.shop.ShopWorkload;
import dev.firn.localstack.LocalStack;
import dev.firn.program.CommandResult;
import dev.firn.program.Options;
import dev.firn.program.PythonTools;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program behind {@code scripts/check readers}: shops in format 2 and 3 are loaded and
 * followed, and PyIceberg and DuckDB have to see in each table what Spark sees, now and as the load
 * has left it. The snippets of {@code docs/querying.md} and the notebook are run on the way.
 */
public final class ReadersCheck {

  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final String DUCKDB = "1.5.5";

  /** The extensions come from PyPI, too, where nobody reaches DuckDB's own server. */
  private static final List<String> PACKAGES =
      List.of(
          "pyiceberg[sql-sqlite,pyarrow]==0.12.0",
          "duckdb==" + DUCKDB,
          "duckdb-extension-iceberg==" + DUCKDB,
          "duckdb-extension-avro==" + DUCKDB,
          "pandas==3.1.1",
          "pytz==2026.2",
          "nbclient==0.11.0",
          "ipykernel==7.4.0");

  private static final List<String> FORMATS = List.of("2", "3");
  private static final Pattern SNIPPET = Pattern.compile("(?ms)^```python\\n(.*?)^```");

  private final FirnInstallation firn = FirnInstallation.current();
  private final int rows;
  private final int transactions;
  private final long seed;
  private int tables;
  private int failures;

  private ReadersCheck(Options options) {
    rows = options.integer("rows");
    transactions = options.integer("transactions");
    seed = options.integer("seed");
  }

  /** True if all see the same, and also, as it says, where PyPI is not reached. */
  public static boolean run(Options options) throws Exception {
    ReadersCheck check = new ReadersCheck(options);
    Optional<PythonTools> python =
        PythonTools.install(check.firn.repository().resolve("target/python/readers"), PACKAGES);
    if (python.isEmpty()) {
      System.out.println("RESULT readers tables=not_run failures=not_run");
      return true;
    }
    return WorkDirectory.use(directory -> check.run(directory, python.get()));
  }

  private boolean run(Path directory, PythonTools python) throws Exception {
    try (LocalStack stack = LocalStack.in(directory.resolve("services")).start()) {
      for (String format : FORMATS) {
        ShopSource source = follow(stack, directory.resolve("format " + format), format);
        compare(source, python, format);
      }
    }
    System.out.printf(
        "RESULT readers formats=%d tables=%d failures=%d%n", FORMATS.size(), tables, failures);
    return failures == 0 && tables > 0;
  }

  /** A lake with deletes, updates, a truncate, an added column, and rows that have moved. */
  private ShopSource follow(LocalStack stack, Path home, String format) throws Exception {
    String name = "readers" + format;
    Database database = Database.of(stack.postgres()).create(name);
    Shop.create(database, rows, seed);
    ShopSource source =
        ShopSource.create(
                firn,
                name,
                Files.createDirectories(home),
                database,
                stack.kafka().bootstrapServers())
            .with("FIRN_MASTER", "local[2]")
            .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    source.writeSources("    format_version: " + format + "\n");
    job(source, "bulk-load");
    stack.connect().deploy(source.connectorFile());
    stack.connect().awaitRunning(source.connectorName(), MAX_WAIT);
    try (FirnProcess consumer =
        source.start("cdc", "--trigger-interval", "1s", "--until-idle", "10s")) {
      ShopWorkload.of(database, transactions, seed)
          .pausing(Duration.ofMillis(10))
          .until(() -> !consumer.isRunning())
          .run();
      consumer.await(MAX_WAIT).require("firn cdc", 0);
    }
    stack.connect().delete(source.connectorName());
    return source;
  }

  private void compare(ShopSource source, PythonTools python, String format) throws Exception {
    Path answers = source.home().resolve("answers.json");
    Files.writeString(answers, answers(source));
    Map<String, String> environment = new TreeMap<>();
    environment.put("FIRN_HOME", source.home().toString());
    // Where DuckDB keeps extensions and Jupyter what it keeps.
    environment.put("HOME", Files.createDirectories(source.home().resolve("user")).toString());
    environment.put("PYTHONWARNINGS", "ignore");
    judge(
        "format " + format, python(python, environment, "compare.py", answers.toString(), format));
    Path snippets = source.home().resolve("snippets.py");
    Files.writeString(snippets, snippets());
    judge("docs/querying.md", run(python, environment, snippets.toString()));
    judge(
        "lake.ipynb",
        python(
            python,
            environment,
            "notebook.py",
            firn.repository().resolve("deploy/notebooks/lake.ipynb").toString()));
  }

  /** What Spark sees in each table, now and in its first snapshot, an object a row. */
  private String answers(ShopSource source) throws Exception {
    StringBuilder queries = new StringBuilder();
    for (String table : Shop.TABLES) {
      if (source.lake().hasTable(table)) {
        long first = source.lake().firstSnapshot(table);
        String query = "SELECT '%s' AS answer, * FROM " + table;
        queries.append(query.formatted(table)).append(";\n");
        queries
            .append(query.formatted(table + "@" + first))
            .append(" VERSION AS OF ")
            .append(first);
        queries.append(";\n");
        tables++;
      }
    }
    // Whoever asks the lake needs no password of the source.
    Map<String, String> environment = new TreeMap<>(source.environment());
    environment.remove(ShopSource.PASSWORD_VARIABLE);
    try (FirnProcess job =
        FirnProcess.start(
            firn,
            environment,
            Listener.NONE,
            "sql",
            "-e",
            queries.toString(),
            "--output",
            "json")) {
      return job.await(MAX_WAIT).require("firn sql", 0).output();
    }
  }

  private static void job(ShopSource source, String command) throws Exception {
    try (FirnProcess job = source.start(command)) {
      job.await(MAX_WAIT).require("firn " + command, 0);
    }
  }

  private String snippets() throws IOException {
    Path document = firn.repository().resolve("docs/querying.md");
    List<String> found = new ArrayList<>();
    Matcher snippet = SNIPPET.matcher(Files.readString(document));
    while (snippet.find()) {
      found.add(snippet.group(1));
    }
    if (found.size() < 2) {
      throw new IllegalStateException("Only " + found.size() + " snippets in " + document);
    }
    return String.join("\n", found);
  }

  private CommandResult python(
      PythonTools python, Map<String, String> environment, String script, String... arguments)
      throws IOException, InterruptedException {
    Path file = Path.of(Objects.requireNonNull(environment.get("HOME"))).resolve(script);
    try (InputStream in = ReadersCheck.class.getResourceAsStream("/readers/" + script)) {
      Files.write(file, Objects.requireNonNull(in).readAllBytes());
    }
    List<String> all = new ArrayList<>(List.of(file.toString()));
    all.addAll(List.of(arguments));
    return run(python, environment, all.toArray(String[]::new));
  }

  private CommandResult run(
      PythonTools python, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python.program("python")));
    command.addAll(List.of(arguments));
    return CommandResult.of(firn.repository(), environment, command);
  }

  private void judge(String what, CommandResult result) {
    System.out.println(what + (result.succeeded() ? ": well" : ": FAILED"));
    result.output().lines().filter(line -> line.startsWith("  ")).forEach(System.out::println);
    if (!result.succeeded()) {
      failures++;
      System.out.println(result.end());
    }
  }
}
