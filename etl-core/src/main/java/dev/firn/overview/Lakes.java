package dev.firn.overview;

import dev.firn.config.SourceConfig;
import dev.firn.files.Directory;
import dev.firn.files.GivenSparkConf;
import dev.firn.job.SparkSessions;
import dev.firn.lake.LakeTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;

/**
 * Opens the catalogs of sources as Spark would, for those who only look.
 *
 * @param given what Spark is told by whoever starts the jobs
 * @param command who looks, such as {@code firn doctor}
 */
public record Lakes(SparkConf given, String command, Directory home) {

  /** With what the launcher has said of Spark. */
  public static Lakes ofLauncher(String command, Directory home) {
    return new Lakes(GivenSparkConf.find(), command, home);
  }

  /** Null if it is the embedded one, which no load has made yet. */
  public @Nullable LakeTables find(SourceConfig source) {
    String catalog = source.namespace().catalog();
    SparkConf conf = SparkSessions.complete(given.clone(), command, catalog, home);
    Optional<Path> file = SparkSessions.findEmbedded(conf, catalog);
    return file.isPresent() && !Files.exists(file.get())
        ? null
        : LakeTables.openToLook(conf, catalog);
  }
}
