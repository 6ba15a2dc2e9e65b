package dev.firn.program;

import java.util.Arrays;
import java.util.Map;

/** Benchmarks or checks by name; the shell script of each kind starts them. */
public final class Programs {

  private static final int WRONG_CALL = 2;

  private Programs() {}

  /**
   * Starts what the first argument names, or lists what there is.
   *
   * @return the exit code: 0 if the bar holds, 1 if not, 2 for a call that is wrong
   */
  public static int run(Map<String, Program> known, String... arguments) throws Exception {
    String name = arguments.length == 0 ? "list" : arguments[0];
    if (name.equals("list") || name.equals("--help")) {
      known.forEach((each, program) -> System.out.println(program.usage(each)));
      return 0;
    }
    Program program = known.get(name);
    if (program == null) {
      System.err.println("Unknown name \"" + name + "\", known ones are " + known.keySet() + ".");
      return WRONG_CALL;
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    if (Arrays.asList(rest).contains("--help")) {
      System.out.println(program.usage(name));
      return 0;
    }
    Options options;
    try {
      options = Options.parse(program.defaults(), rest);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + " Options are:");
      System.err.println(program.usage(name));
      return WRONG_CALL;
    }
    return program.action().run(options) ? 0 : 1;
  }
}
