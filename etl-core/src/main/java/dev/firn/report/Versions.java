package dev.firn.report;

import dev.firn.lake.LakeTables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import scala.util.Properties;

/** Of what a run was made. */
final class Versions {

  private Versions() {}

  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Firn", known(Versions.class.getPackage().getImplementationVersion()));
    all.put("Spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    all.put("Iceberg", LakeTables.icebergVersion());
    all.put("Scala", Properties.versionNumberString());
    all.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return all;
  }

  private static String known(@Nullable String version) {
    return Objects.requireNonNullElse(version, "not packaged");
  }
}
