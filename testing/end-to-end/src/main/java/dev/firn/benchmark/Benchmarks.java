package dev.firn.benchmark;

import dev.firn.program.Programs;
import dev.firn.program.Programs.Program;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code scripts/bench} can start. */
public final class Benchmarks {

  private static final Map<String, Program> ALL = new LinkedHashMap<>();

  static {
    ALL.put("bulk", options -> new BulkBenchmark(options).run());
    ALL.put("cdc", StreamBenchmark::cdc);
    ALL.put("many-tables", options -> new ManyTablesBenchmark(options).run());
    ALL.put("cdc-many-tables", StreamBenchmark::manyTables);
  }

  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    // Threads of services and of Spark must not keep a finished program alive.
    Runtime.getRuntime().exit(Programs.run(ALL, arguments));
  }
}
