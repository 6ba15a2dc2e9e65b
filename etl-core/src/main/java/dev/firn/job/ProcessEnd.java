package dev.firn.job;

import dev.firn.error.ExitCode;
import org.apache.spark.SparkUserAppException;

/** How a process of Spark's ends with a code of ours. */
final class ProcessEnd {

  private ProcessEnd() {}

  /**
   * Returns if all is well.
   *
   * <p>Not through {@code System.exit}, with which YARN in cluster mode loses the code.
   */
  static void with(int code) throws SparkUserAppException {
    if (code != ExitCode.OK.code()) {
      throw new SparkUserAppException(code, null);
    }
  }
}
