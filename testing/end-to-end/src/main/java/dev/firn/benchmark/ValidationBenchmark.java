package dev.firn.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Compares TPC-H's lineitem with its lake table three ways, one after the other, several times:
 * COPY BINARY of the source alone on as many connections as there are splits, the old way that
 * shuffles the rows of both sides, and Firn's {@code --level checksum}. The old way takes so long
 * that it is not gone in each run.
 *
 * <p>Only the table's own time counts, not the start of a JVM; each of the two has one of its own
 * in each run. Firn's has a heap of half of what the table has at scale 1, the old way one of 1
 * GiB.
 */
final class ValidationBenchmark {

  private static final Pattern COMPARED =
      Pattern.compile("Compared (\\d+) with (\\d+) rows, 0 differ, (\\d+) ms");
  private static final double SCAN_BAR = 2.5;

  /** Of what is not measured, in MiB. */
  private static final int OTHER_HEAP = 1024;

  private final double scale;
  private final int runs;
  private final int shuffled;
  private final int splits;
  private final int heap;
  private final Path repository =
      Path.of(System.getProperty("firn.repository", ".")).toAbsolutePath().normalize();

  ValidationBenchmark(Options options) {
    scale = options.number("scale");
    runs = options.integer("runs");
    shuffled = options.integer("shuffled");
    splits = options.integer("splits");
    heap = options.integer("heap");
  }

  boolean run() throws Exception {
    return WorkDirectory.use(this::run);
  }

  private boolean run(Path directory) throws Exception {
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      PostgresServer postgres = stack.postgres();
      long pages;
      try (Connection connection = postgres.connect()) {
        Tpch.create(connection, scale);
        pages = pages(connection);
      }
      BenchmarkSource.write(directory, postgres, "tpch");
      Files.writeString(
          directory.resolve("config/sources.yaml"),
          "    bulk_load:%n      parallel_tables: %d%n".formatted(splits),
          StandardOpenOption.APPEND);
      output(directory, postgres, OTHER_HEAP, firn("bulk-load", "--tables", Tpch.LINEITEM));
      List<Double> scans = new ArrayList<>();
      List<Double> old = new ArrayList<>();
      List<Double> ours = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        scans.add(scan(postgres, pages));
        ours.add(ours(directory, postgres));
        System.out.printf(
            Locale.ROOT, "run %d: COPY %.2f s, firn %.2f s%n", run, last(scans), last(ours));
        if (run <= shuffled) {
          old.add(old(directory, postgres));
          System.out.printf(Locale.ROOT, "run %d: shuffling %.2f s%n", run, last(old));
        }
      }
      double scanRatio = median(ours) / median(scans);
      System.out.printf(
          Locale.ROOT,
          "RESULT validation scan_ratio=%.2f rows_level_ratio=%.2f table_mib=%d heap_mib=%d%n",
          scanRatio,
          old.isEmpty() ? Double.NaN : median(ours) / median(old),
          pages / 128,
          heap);
      return scanRatio <= SCAN_BAR;
    }
  }

  private double scan(PostgresServer postgres, long pages) throws Exception {
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(splits);
    List<Future<?>> copies = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      String from = "ctid >= '(%d,0)'".formatted(pages * i / splits);
      String to = " AND ctid < '(%d,0)'".formatted(pages * (i + 1) / splits);
      String copy =
          "COPY (SELECT * FROM tpch.%s WHERE %s) TO STDOUT (FORMAT BINARY)"
              .formatted(Tpch.LINEITEM, i == splits - 1 ? from : from + to);
      copies.add(pool.submit(() -> read(postgres, copy)));
    }
    for (Future<?> copy : copies) {
      copy.get();
    }
    pool.shutdown();
    return (System.nanoTime() - start) / 1e9;
  }

  private static long read(PostgresServer postgres, String sql) throws SQLException {
    long bytes = 0;
    try (Connection connection = postgres.connect()) {
      CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
      for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
        bytes += row.length;
      }
    }
    return bytes;
  }

  private double ours(Path directory, PostgresServer postgres) throws Exception {
    String json =
        output(
            directory,
            postgres,
            heap,
            firn("validate", "--level", "checksum", "--tables", Tpch.LINEITEM, "--output", "json"));
    JsonNode table = new ObjectMapper().readTree(json).path("tables").path(0);
    if (!table.path("verdict").asText().equals("equal")) {
      throw new IllegalStateException("Nothing counts: " + json);
    }
    return table.path("seconds").asDouble();
  }

  private double old(Path directory, PostgresServer postgres) throws Exception {
    Path firn = repository.resolve("deploy/target/firn");
    List<String> command =
        List.of(
            firn.resolve("spark/bin/spark-submit").toString(),
            "--master",
            "local[2]",
            "--driver-memory",
            "1g",
            "--driver-class-path",
            firn.resolve("jobs/validate-job.jar") + ":" + firn.resolve("lib") + "/*",
            "--class",
            "dev.firn.benchmark.shuffle.ShufflingComparison",
            repository
                .resolve("testing/end-to-end/target/end-to-end-0.1.0-SNAPSHOT.jar")
                .toString(),
            directory.toString(),
            "tpch",
            Tpch.LINEITEM);
    Matcher compared = COMPARED.matcher(output(directory, postgres, OTHER_HEAP, command));
    if (!compared.find()) {
      throw new IllegalStateException("The old way did not find both sides equal");
    }
    return Long.parseLong(compared.group(3)) / 1e3;
  }

  private List<String> firn(String command, String... options) {
    List<String> line = new ArrayList<>();
    line.add(repository.resolve("scripts/firn").toString());
    line.addAll(List.of(command, "--source", "tpch"));
    line.addAll(Arrays.asList(options));
    return line;
  }

  private static String output(
      Path home, PostgresServer postgres, int heapMib, List<String> command) throws Exception {
    Path log = home.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("FIRN_HOME", home.toString());
    builder.environment().put("FIRN_MASTER", "local[2]");
    builder.environment().put("FIRN_DRIVER_MEMORY", heapMib + "m");
    builder.environment().put("POSTGRES_PASSWORD", postgres.password());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed:\n" + output + Files.readString(log));
    }
    return output;
  }

  private static long pages(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_relation_size('tpch.lineitem') / 8192")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static double median(List<Double> seconds) {
    return seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray()[seconds.size() / 2];
  }

  private static double last(List<Double> seconds) {
    return seconds.get(seconds.size() - 1);
  }
}
