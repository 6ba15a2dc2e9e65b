package dev.firn.testing;

import dev.firn.files.Directory;
import dev.firn.job.SparkSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** One Spark session and one embedded lakehouse for all tests of a JVM, started as the jobs do. */
public final class LocalSpark {

  /** The catalog of the lakehouse. */
  public static final String CATALOG = "local";

  private static @Nullable SparkSession session;
  private static @Nullable Path home;

  private LocalSpark() {}

  public static synchronized SparkSession session() {
    if (session == null) {
      try {
        home = Files.createTempDirectory("firn-test");
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.driver.bindAddress", "127.0.0.1");
        System.setProperty("spark.driver.host", "127.0.0.1");
        System.setProperty("spark.sql.shuffle.partitions", "2");
        // Tests query a handful of rows: to compile that is half of its cost. Benchmarks set both.
        setIfAbsent("spark.sql.codegen.wholeStage", "false");
        setIfAbsent("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        session = SparkSessions.start("firn tests", CATALOG, Directory.at(home));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return session;
  }

  private static void setIfAbsent(String property, String value) {
    System.getProperties().putIfAbsent(property, value);
  }

  /** FIRN_HOME of the session: the directory that holds the lakehouse. */
  public static synchronized Path home() {
    session();
    return Objects.requireNonNull(home);
  }
}
