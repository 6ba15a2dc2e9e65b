package dev.firn.doctor;

import dev.firn.config.SourceConfig;
import dev.firn.files.Directory;
import dev.firn.job.SparkSessions;
import dev.firn.lake.LakeTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;

/**
 * Opens the catalogs of sources as Spark would.
 *
 * @param given what Spark is told by whoever starts the jobs
 */
record Lakes(SparkConf given, Directory home) {

  /** Null if it is the embedded one, which no load has made yet. */
  @Nullable LakeTables find(SourceConfig source) {
    String catalog = source.namespace().catalog();
    SparkConf conf = SparkSessions.complete(given.clone(), "firn doctor", catalog, home);
    Optional<Path> file = SparkSessions.findEmbedded(conf, catalog);
    return file.isPresent() && !Files.exists(file.get())
        ? null
        : LakeTables.openToLook(conf, catalog);
  }
}
