package dev.firn.source.oracle.connect;

import java.sql.Driver;
import oracle.jdbc.OracleDriver;

/**
 * Which driver speaks with servers: Oracle's own, unless the system property {@code
 * firn.oracle-driver} names the class of another one, such as one that notes what is asked.
 */
final class DriverChoice {

  private static final String OTHER = "firn.oracle-driver";

  private DriverChoice() {}

  /** Not through DriverManager, which does not see drivers that Spark loaded with --jars. */
  static Driver driver() {
    String other = System.getProperty(OTHER, "");
    if (other.isEmpty()) {
      return new OracleDriver();
    }
    try {
      return Class.forName(other).asSubclass(Driver.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("No driver: " + OTHER + "=" + other, e);
    }
  }
}
