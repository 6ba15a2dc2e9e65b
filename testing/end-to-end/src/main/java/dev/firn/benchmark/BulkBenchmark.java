package dev.firn.benchmark;

import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads TPC-H's lineitem three ways, one after the other, several times: COPY BINARY to nowhere on
 * as many connections as there are splits (the limit), Spark's JDBC reader, and Firn. Only the
 * table's own time counts, not the start of a JVM; each run of the two has a JVM of its own.
 *
 * <p>Options: {@code --scale 0.5} (3 million rows), {@code --runs 5}, {@code --splits 2}.
 */
final class BulkBenchmark {

  private static final Pattern OURS = Pattern.compile("Loaded (\\d+) rows into .*, (\\d+) ms");
  private static final Pattern JDBC = Pattern.compile("JDBC rows=(\\d+) seconds=([0-9.]+)");
  private static final double LIMIT_BAR = 0.35;
  private static final double JDBC_BAR = 1.7;

  private final double scale;
  private final int runs;
  private final int splits;
  private final Path repository =
      Path.of(System.getProperty("firn.repository", ".")).toAbsolutePath().normalize();

  BulkBenchmark(Options options) {
    scale = options.number("scale", 0.5);
    runs = options.integer("runs", 5);
    splits = options.integer("splits", 2);
  }

  /** One load: seconds of wall time, rows, and CPU seconds of the JVM and of the server. */
  private record Sample(double seconds, long rows, double clientCpu, double serverCpu) {}

  boolean run() throws Exception {
    Path directory = Files.createTempDirectory("firn-bench");
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      PostgresServer postgres = stack.postgres();
      long pages;
      try (Connection connection = postgres.connect()) {
        Lineitem.create(connection, scale);
        pages = number(connection, "SELECT pg_relation_size('tpch.lineitem') / 8192");
      }
      writeConfig(directory, postgres);
      List<Sample> limit = new ArrayList<>();
      List<Sample> jdbc = new ArrayList<>();
      List<Sample> ours = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        limit.add(limit(postgres, pages));
        jdbc.add(jdbc(directory, postgres, pages));
        ours.add(ours(directory, postgres));
        System.out.printf(
            Locale.ROOT,
            "run %d: limit %.2f s, jdbc %.2f s, firn %.2f s%n",
            run,
            last(limit).seconds(),
            last(jdbc).seconds(),
            last(ours).seconds());
      }
      return report(limit, jdbc, ours);
    }
  }

  private boolean report(List<Sample> limit, List<Sample> jdbc, List<Sample> ours) {
    long rows = last(ours).rows();
    if (last(jdbc).rows() != rows) {
      throw new IllegalStateException(
          "JDBC loaded " + last(jdbc).rows() + " rows, Firn " + rows + "; nothing counts");
    }
    print("limit", limit);
    print("jdbc", jdbc);
    print("firn", ours);
    double limitRatio = median(limit) / median(ours);
    double jdbcRatio = median(jdbc) / median(ours);
    double cpu =
        ours.stream().mapToDouble(s -> s.clientCpu() + s.serverCpu()).sorted().toArray()[runs / 2];
    System.out.printf(
        Locale.ROOT,
        "RESULT bulk limit_ratio=%.2f jdbc_ratio=%.2f rows_per_s=%.0f cpu_us_per_row=%.2f%n",
        limitRatio,
        jdbcRatio,
        rows / median(ours),
        cpu * 1e6 / rows);
    return limitRatio >= LIMIT_BAR && jdbcRatio >= JDBC_BAR;
  }

  private static void print(String name, List<Sample> samples) {
    Sample middle =
        samples.stream()
            .sorted((a, b) -> Double.compare(a.seconds(), b.seconds()))
            .toList()
            .get(samples.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "%-6s median %.2f s; in that run the whole client used %.1f CPU s, the server %.1f CPU s%n",
        name,
        middle.seconds(),
        middle.clientCpu(),
        middle.serverCpu());
  }

  private Sample limit(PostgresServer postgres, long pages) throws Exception {
    double server = serverCpu(postgres);
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(splits);
    List<Future<?>> copies = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      String range =
          "ctid >= '(%d,0)' AND ctid < '(%d,0)'"
              .formatted(pages * i / splits, pages * (i + 1) / splits + (i == splits - 1 ? 1 : 0));
      copies.add(
          pool.submit(
              () ->
                  postgres.execute(
                      "COPY (SELECT * FROM tpch.lineitem WHERE "
                          + range
                          + ") TO '/dev/null' (FORMAT BINARY)")));
    }
    for (Future<?> copy : copies) {
      copy.get();
    }
    pool.shutdown();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Sample(seconds, 0, 0, serverCpu(postgres) - server);
  }

  private Sample jdbc(Path directory, PostgresServer postgres, long pages) throws Exception {
    Path lib = repository.resolve("deploy/target/firn/lib");
    Path jar = repository.resolve("testing/end-to-end/target/end-to-end-0.1.0-SNAPSHOT.jar");
    return measure(
        directory,
        postgres,
        JDBC,
        1,
        repository.resolve("deploy/target/firn/spark/bin/spark-submit").toString(),
        "--master",
        "local[" + splits + "]",
        "--driver-class-path",
        lib + "/*",
        "--class",
        JdbcLoad.class.getName(),
        jar.toString(),
        postgres.jdbcUrl(),
        postgres.username(),
        Integer.toString(splits),
        Long.toString(pages),
        Files.createDirectories(directory.resolve("jdbc")).toString());
  }

  private Sample ours(Path directory, PostgresServer postgres) throws Exception {
    return measure(
        directory,
        postgres,
        OURS,
        1000,
        repository.resolve("scripts/firn").toString(),
        "bulk-load",
        "--source",
        "tpch",
        "--no-resume",
        "--parallel-tables",
        Integer.toString(splits));
  }

  private Sample measure(
      Path home, PostgresServer postgres, Pattern result, double unit, String... command)
      throws Exception {
    double server = serverCpu(postgres);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FIRN_HOME", home.toString());
    builder.environment().put("FIRN_MASTER", "local[" + splits + "]");
    builder.environment().put("FIRN_DRIVER_MEMORY", "1g");
    builder.environment().put("POSTGRES_PASSWORD", postgres.password());
    Process process = builder.start();
    double client = 0;
    StringBuilder output = new StringBuilder();
    Matcher found = null;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        client = Math.max(client, CpuSeconds.of(process.pid()));
        Matcher matcher = result.matcher(line);
        if (matcher.find()) {
          found = matcher;
        }
      }
    }
    if (process.waitFor() != 0 || found == null) {
      throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
    }
    return new Sample(
        Double.parseDouble(found.group(2)) / unit,
        Long.parseLong(found.group(1)),
        client,
        serverCpu(postgres) - server);
  }

  /** Backends that have ended count for the postmaster that waited for them. */
  private static double serverCpu(PostgresServer postgres) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")) {
      row.next();
      return CpuSeconds.of(row.getLong(1));
    }
  }

  private void writeConfig(Path home, PostgresServer postgres) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.writeString(
        config.resolve("sources.yaml"),
        """
        sources:
          tpch:
            database_type: postgresql
            kafka_topic_prefix: tpch
            iceberg_namespace: bronze.tpch
            database_connection:
              host: %s
              port: %d
              database: %s
              username: %s
              password: ${POSTGRES_PASSWORD}
              schema: tpch
        """
            .formatted(postgres.host(), postgres.port(), postgres.database(), postgres.username()));
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static double median(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::seconds).sorted().toArray()[samples.size() / 2];
  }

  private static Sample last(List<Sample> samples) {
    return samples.get(samples.size() - 1);
  }
}
