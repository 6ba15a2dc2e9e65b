package dev.firn.benchmark;

import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads TPC-H's lineitem and orders three ways, one after the other, several times: COPY BINARY to
 * nowhere on as many connections as there are splits (the limit), Spark's JDBC reader, and Firn.
 *
 * <p>Only a table's own time counts, not the start of a JVM; each run of the two has a JVM of its
 * own, which begins with lineitem. The bar is about lineitem. Both JVMs have the same settings.
 */
final class BulkBenchmark {

  private static final List<String> TABLES = List.of(Tpch.LINEITEM, Tpch.ORDERS);
  private static final Pattern LOADED =
      Pattern.compile("Loaded (\\d+) rows into [^ ]*\\b(\\w+)\\b[^ ]*, .*?(\\d+) ms");
  private static final String JVM_SETTINGS = "-XX:CompileThresholdScaling=10";
  private static final double LIMIT_BAR = 0.35;
  private static final double JDBC_BAR = 1.7;

  private final double scale;
  private final int runs;
  private final int splits;
  private final Path repository =
      Path.of(System.getProperty("firn.repository", ".")).toAbsolutePath().normalize();

  BulkBenchmark(Options options) {
    scale = options.number("scale");
    runs = options.integer("runs");
    splits = options.integer("splits");
  }

  boolean run() throws Exception {
    return WorkDirectory.use(this::run);
  }

  private boolean run(Path directory) throws Exception {
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      PostgresServer postgres = stack.postgres();
      long postmaster;
      List<Samples> all = new ArrayList<>();
      try (Connection connection = postgres.connect()) {
        Tpch.create(connection, scale);
        for (String table : TABLES) {
          String size = "SELECT pg_relation_size('tpch.%s') / 8192";
          all.add(new Samples(table, number(connection, size.formatted(table))));
        }
        postmaster =
            number(
                connection, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int8");
      }
      BenchmarkSource.write(directory, postgres, "tpch");
      try (CpuMeter server = new CpuMeter(postmaster)) {
        for (int run = 1; run <= runs; run++) {
          for (Samples table : all) {
            table.limit.add(limit(postgres, server, table));
          }
          List<Loaded> jdbc = jdbc(directory, postgres, server, all);
          List<Loaded> ours = ours(directory, postgres, server);
          for (Samples table : all) {
            table.jdbc.add(table.among(jdbc));
            table.ours.add(table.among(ours));
            table.printLast(run);
          }
        }
      }
      all.forEach(Samples::print);
      return all.get(0).report();
    }
  }

  /** One load: seconds of wall time, rows, and CPU seconds of the JVM and of the server. */
  private record Sample(double seconds, long rows, double clientCpu, double serverCpu) {}

  /** What a run says of one table. */
  private record Loaded(String table, Sample sample) {}

  /** All loads of one table. */
  private static final class Samples {
    private final String table;
    private final long pages;
    private final List<Sample> limit = new ArrayList<>();
    private final List<Sample> jdbc = new ArrayList<>();
    private final List<Sample> ours = new ArrayList<>();

    Samples(String table, long pages) {
      this.table = table;
      this.pages = pages;
    }

    private Sample among(List<Loaded> tables) {
      return tables.stream()
          .filter(loaded -> loaded.table().equals(table))
          .map(Loaded::sample)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("Nobody has loaded " + table));
    }

    private void printLast(int run) {
      System.out.printf(
          Locale.ROOT,
          "run %d %s: limit %.2f s, jdbc %.2f s, firn %.2f s%n",
          run,
          table,
          last(limit).seconds(),
          last(jdbc).seconds(),
          last(ours).seconds());
    }

    private void print() {
      print("limit", limit);
      print("jdbc", jdbc);
      print("firn", ours);
      System.out.printf(
          Locale.ROOT,
          "%s: %.2f of the limit, %.2f times jdbc%n",
          table,
          median(limit) / median(ours),
          median(jdbc) / median(ours));
    }

    private void print(String name, List<Sample> samples) {
      System.out.printf(
          Locale.ROOT,
          "%s %s: median %.2f s (%.2f to %.2f), CPU of the client %.2f s, of the server %.2f s%n",
          table,
          name,
          median(samples),
          samples.stream().mapToDouble(Sample::seconds).min().orElse(0),
          samples.stream().mapToDouble(Sample::seconds).max().orElse(0),
          median(samples, Sample::clientCpu),
          median(samples, Sample::serverCpu));
    }

    private boolean report() {
      long rows = last(ours).rows();
      if (last(jdbc).rows() != rows) {
        throw new IllegalStateException(
            "JDBC loaded " + last(jdbc).rows() + " rows, Firn " + rows + "; nothing counts");
      }
      double limitRatio = median(limit) / median(ours);
      double jdbcRatio = median(jdbc) / median(ours);
      System.out.printf(
          Locale.ROOT,
          "RESULT bulk limit_ratio=%.2f jdbc_ratio=%.2f rows_per_s=%.0f cpu_us_per_row=%.2f%n",
          limitRatio,
          jdbcRatio,
          rows / median(ours),
          median(ours, sample -> sample.clientCpu() + sample.serverCpu()) * 1e6 / rows);
      return limitRatio >= LIMIT_BAR && jdbcRatio >= JDBC_BAR;
    }
  }

  private Sample limit(PostgresServer postgres, CpuMeter server, Samples table) throws Exception {
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(splits);
    List<Future<?>> copies = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      String from = "ctid >= '(%d,0)'".formatted(table.pages * i / splits);
      String to = " AND ctid < '(%d,0)'".formatted(table.pages * (i + 1) / splits);
      String copy =
          "COPY (SELECT * FROM tpch.%s WHERE %s) TO '/dev/null' (FORMAT BINARY)"
              .formatted(table.table, i == splits - 1 ? from : from + to);
      copies.add(pool.submit(() -> postgres.execute(copy)));
    }
    for (Future<?> copy : copies) {
      copy.get();
    }
    pool.shutdown();
    long end = System.nanoTime();
    return new Sample((end - start) / 1e9, 0, 0, server.between(start, end));
  }

  private List<Loaded> jdbc(
      Path directory, PostgresServer postgres, CpuMeter server, List<Samples> tables)
      throws Exception {
    Path lib = repository.resolve("deploy/target/firn/lib");
    Path jar = repository.resolve("testing/end-to-end/target/end-to-end-0.1.0-SNAPSHOT.jar");
    List<String> command =
        new ArrayList<>(
            List.of(
                repository.resolve("deploy/target/firn/spark/bin/spark-submit").toString(),
                "--master",
                "local[" + splits + "]",
                "--driver-memory",
                "1g",
                "--driver-class-path",
                lib + "/*",
                "--class",
                JdbcLoad.class.getName(),
                jar.toString(),
                postgres.jdbcUrl(),
                postgres.username(),
                Integer.toString(splits),
                Files.createDirectories(directory.resolve("jdbc")).toString()));
    tables.forEach(table -> command.add(table.table + "=" + table.pages));
    return measure(directory, postgres, server, command);
  }

  private List<Loaded> ours(Path directory, PostgresServer postgres, CpuMeter server)
      throws Exception {
    return measure(
        directory,
        postgres,
        server,
        List.of(
            repository.resolve("scripts/firn").toString(),
            "bulk-load",
            "--source",
            "tpch",
            "--no-resume",
            "--parallel-workers",
            "1",
            "--parallel-tables",
            Integer.toString(splits)));
  }

  private static List<Loaded> measure(
      Path home, PostgresServer postgres, CpuMeter server, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FIRN_HOME", home.toString());
    builder.environment().put("FIRN_MASTER", "local[2]");
    builder.environment().put("FIRN_DRIVER_MEMORY", "1g");
    builder.environment().put("POSTGRES_PASSWORD", postgres.password());
    // The launcher gives it to ours; what it saves is none of our reader's merit.
    builder.environment().put("SPARK_SUBMIT_OPTS", JVM_SETTINGS);
    Process process = builder.start();
    StringBuilder output = new StringBuilder();
    List<Loaded> found = new ArrayList<>();
    try (CpuMeter client = new CpuMeter(process.pid());
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        Matcher matcher = LOADED.matcher(line);
        if (matcher.find()) {
          long millis = Long.parseLong(matcher.group(3));
          long end = System.nanoTime();
          long start = end - millis * 1_000_000;
          found.add(
              new Loaded(
                  matcher.group(2),
                  new Sample(
                      millis / 1e3,
                      Long.parseLong(matcher.group(1)),
                      client.between(start, end),
                      server.between(start, end))));
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
    }
    return found;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static double median(List<Sample> samples) {
    return median(samples, Sample::seconds);
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return samples.stream().mapToDouble(figure).sorted().toArray()[samples.size() / 2];
  }

  private static Sample last(List<Sample> samples) {
    return samples.get(samples.size() - 1);
  }
}
