package dev.firn.benchmark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Starts a benchmark by its name. */
public final class Benchmarks {

  /** One benchmark; throws if its own bar does not hold. */
  @FunctionalInterface
  interface Benchmark {
    /** True if the bar of the benchmark holds. */
    boolean run(Options options) throws Exception;
  }

  private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

  static {
    ALL.put("bulk", options -> new BulkBenchmark(options).run());
  }

  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    String name = arguments.length == 0 ? "list" : arguments[0];
    if (name.equals("list")) {
      ALL.keySet().forEach(System.out::println);
      return;
    }
    Benchmark benchmark = ALL.get(name);
    if (benchmark == null) {
      System.err.println(
          "Unknown benchmark \"" + name + "\", known ones are " + ALL.keySet() + ".");
      throw new IllegalArgumentException(name);
    }
    Options options = Options.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
    if (!benchmark.run(options)) {
      throw new IllegalStateException("The bar of " + name + " does not hold");
    }
  }
}
