package dev.firn.benchmark;

import dev.firn.program.Program;
import dev.firn.program.Programs;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code scripts/bench} can start. */
public final class Benchmarks {

  private static final Map<String, Program> ALL = new LinkedHashMap<>();

  static {
    ALL.put(
        "bulk",
        Program.of(
                "loads TPC-H lineitem and orders, beside COPY to nowhere and Spark's JDBC reader;"
                    + " scale 1 has 6 million rows of lineitem",
                options -> new BulkBenchmark(options).run())
            .option("scale", 2)
            .option("runs", 5)
            .option("splits", 2));
    ALL.put(
        "many-tables",
        Program.of(
                "loads many tables of a few rows",
                options -> new ManyTablesBenchmark(options).run())
            .option("tables", ManyTablesBenchmark.TABLES_OF_THE_BAR)
            .option("rows", 1000));
    ALL.put(
        "cdc",
        Program.of(
                "applies batches of events to tables of three sizes, beside plain reading and the"
                    + " seed's way; rows are those of the largest, warm-up batches do not count",
                StreamBenchmark::cdc)
            .option("rows", 10_000_000)
            .option("batch", 200_000)
            .option("batches", 5)
            .option("warm-up", 20));
    ALL.put(
        "cdc-many-tables",
        Program.of(
                "applies a trickle of operations to each of many tables; three batches warm up",
                StreamBenchmark::manyTables)
            .option("tables", 200)
            .option("operations", 3)
            .option("batches", 5));
    ALL.put(
        "shapes",
        Program.of(
                "applies the same events to a mirror alone and to mirror, history and scd2, in turns",
                StreamBenchmark::shapes)
            .option("rows", 1_000_000)
            .option("batch", 50_000)
            .option("batches", 6)
            .option("warm-up", 6));
    ALL.put(
        "validation",
        Program.of(
                "compares all values of TPC-H lineitem, beside one COPY of it and a comparison that"
                    + " shuffles rows; scale 1 has 6 million rows",
                options -> new ValidationBenchmark(options).run())
            .option("scale", 1)
            .option("runs", 3)
            .option("shuffled", 1)
            .option("splits", 2)
            .option("heap", 512));
  }

  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    // Threads of services and of Spark must not keep a finished program alive.
    Runtime.getRuntime().exit(Programs.run(ALL, arguments));
  }
}
