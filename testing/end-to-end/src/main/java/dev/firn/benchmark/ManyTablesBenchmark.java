package dev.firn.benchmark;

import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Loads hundreds of small tables, as real schemas have them. The whole process counts, with the
 * start of its JVM.
 */
final class ManyTablesBenchmark {

  private static final double BAR_SECONDS = 120;
  static final int TABLES_OF_THE_BAR = 500;

  private final int tables;
  private final int rows;
  private final Path repository =
      Path.of(System.getProperty("firn.repository", ".")).toAbsolutePath().normalize();

  ManyTablesBenchmark(Options options) {
    tables = options.integer("tables");
    rows = options.integer("rows");
  }

  boolean run() throws Exception {
    return WorkDirectory.use(this::run);
  }

  private boolean run(Path directory) throws Exception {
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      PostgresServer postgres = stack.postgres();
      createTables(postgres);
      BenchmarkSource.write(directory, postgres, "many");
      long start = System.nanoTime();
      Process process = start(directory, postgres);
      try (CpuMeter cpu = new CpuMeter(process.pid())) {
        requireLoaded(process);
        long end = System.nanoTime();
        double seconds = (end - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "CPU of the client %.1f s, %.0f ms for each table%n",
            cpu.between(start, end),
            1000 * cpu.between(start, end) / tables);
        System.out.printf(
            Locale.ROOT, "RESULT many-tables tables=%d seconds=%.1f%n", tables, seconds);
        return seconds <= BAR_SECONDS * tables / TABLES_OF_THE_BAR;
      }
    }
  }

  private void createTables(PostgresServer postgres) {
    postgres.execute("CREATE SCHEMA many");
    for (int i = 0; i < tables; i++) {
      postgres.execute(
          """
          CREATE TABLE many.t%1$d AS
            SELECT g::int AS id, 'name ' || g AS name, g * 1.5::numeric(12,2) AS amount,
                   now() + g * interval '1 s' AS at, g %% 2 = 0 AS even
              FROM generate_series(1, %2$d) g;
          ALTER TABLE many.t%1$d ADD PRIMARY KEY (id)
          """
              .formatted(i, rows));
    }
  }

  private Process start(Path home, PostgresServer postgres) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            repository.resolve("scripts/firn").toString(), "bulk-load", "--source", "many");
    builder.redirectErrorStream(true);
    builder.environment().put("FIRN_HOME", home.toString());
    builder.environment().put("FIRN_MASTER", "local[2]");
    builder.environment().put("POSTGRES_PASSWORD", postgres.password());
    return builder.start();
  }

  /** Each table has told how many rows it was published with. */
  private void requireLoaded(Process process) throws Exception {
    StringBuilder output = new StringBuilder();
    String mark = "Loaded " + rows + " rows into";
    int loaded = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        loaded += line.contains(mark) ? 1 : 0;
      }
    }
    if (process.waitFor() != 0 || loaded != tables) {
      throw new IllegalStateException(loaded + " tables were loaded:\n" + output);
    }
  }
}
