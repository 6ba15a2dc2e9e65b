package dev.firn.program;

import java.util.Arrays;
import java.util.Map;

/** Benchmarks or checks by name; the shell script of each kind starts them. */
public final class Programs {

  private Programs() {}

  /** One of them; prints its result as its last line. */
  @FunctionalInterface
  public interface Program {
    /** True if the bar of the program holds. */
    boolean run(Options options) throws Exception;
  }

  /**
   * Starts what the first argument names, or lists the names.
   *
   * @return the exit code: 0 if the bar holds, 1 if not, 2 for an unknown name
   */
  public static int run(Map<String, Program> known, String... arguments) throws Exception {
    String name = arguments.length == 0 ? "list" : arguments[0];
    if (name.equals("list")) {
      known.keySet().forEach(System.out::println);
      return 0;
    }
    Program program = known.get(name);
    if (program == null) {
      System.err.println("Unknown name \"" + name + "\", known ones are " + known.keySet() + ".");
      return 2;
    }
    Options options = Options.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
    return program.run(options) ? 0 : 1;
  }
}
