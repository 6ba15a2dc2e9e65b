package dev.firn.program;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A benchmark or check; prints its result as its last line.
 *
 * @param about what it does, in a few words
 * @param defaults its options with what they are if they are not given
 * @param action says whether the bar holds
 */
public record Program(String about, Map<String, String> defaults, Action action) {

  /** What a program does with its options. */
  @FunctionalInterface
  public interface Action {
    /** True if the bar of the program holds. */
    boolean run(Options options) throws Exception;
  }

  /** A program without options. */
  public static Program of(String about, Action action) {
    return new Program(about, Map.of(), action);
  }

  /** The same with one option more. */
  public Program option(String name, Object fallback) {
    Map<String, String> more = new LinkedHashMap<>(defaults);
    more.put(name, fallback.toString());
    return new Program(about, more, action);
  }

  /** The same with a number that is another one each time, unless it is given. */
  public Program seeded() {
    return option("seed", System.nanoTime() & 0xffff);
  }

  String usage(String name) {
    StringBuilder usage = new StringBuilder(name).append(": ").append(about);
    defaults.forEach(
        (option, fallback) ->
            usage
                .append(System.lineSeparator())
                .append("  --")
                .append(option)
                .append(" ")
                .append(fallback));
    return usage.toString();
  }
}
