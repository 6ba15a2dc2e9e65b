package dev.firn.endtoend.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkUserAppException;

/**
 * Runs bulk loads one after the other in one JVM, because starting one takes longer than a small
 * load. Started with spark-submit; each line of its input is the arguments of a load, between tabs.
 */
public final class JobServer {

  /** Begins the line that says how a load has ended; its exit code follows. */
  static final String ENDED = "load ended with ";

  private JobServer() {}

  public static void main(String[] arguments) throws Exception {
    // By name: the job is not on the class path that this is compiled with.
    Method load =
        Class.forName("dev.firn.bulkload.BulkLoadCommand").getMethod("main", String[].class);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(ENDED + exitCode(load, line.split("\t", -1)));
      }
    }
  }

  private static int exitCode(Method load, String... arguments)
      throws ReflectiveOperationException {
    try {
      load.invoke(null, (Object) arguments);
      return 0;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SparkUserAppException ended) {
        return ended.exitCode();
      }
      throw e;
    }
  }
}
