package dev.firn.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Hive metastore with the schema that Hive's own tool makes, in a database of its own. */
public final class HiveMetastore implements AutoCloseable {

  private final int port = FreePort.find();
  private final Path directory;
  private final Path distribution = Places.metastore();
  private final ChildProcess process;

  private HiveMetastore(Path directory) {
    this.directory = directory.toAbsolutePath();
    process =
        new ChildProcess(
                "the Hive metastore",
                directory.resolve("logs/metastore.log"),
                "384m",
                "ServerMain",
                Integer.toString(port),
                "org.apache.hadoop.hive.metastore.HiveMetaStore",
                "-p",
                Integer.toString(port))
            .on(libraries())
            .with(Map.of("FIRN_SYSTEM_PROPERTIES", String.join("\n", settings())));
  }

  /**
   * @param directory where it keeps which tables there are, and its logs in {@code logs/}
   * @throws IllegalStateException if it does not start, or was never fetched
   */
  public static HiveMetastore startIn(Path directory) {
    HiveMetastore metastore = new HiveMetastore(directory);
    metastore.createSchema();
    Runtime.getRuntime().addShutdownHook(new Thread(metastore::close));
    metastore.process.start();
    return metastore;
  }

  private String libraries() {
    return distribution.resolve("lib") + "/*" + File.pathSeparator + Places.hadoop();
  }

  private List<String> settings() {
    return List.of(
        "javax.jdo.option.ConnectionURL=jdbc:derby:;databaseName="
            + directory.resolve("metastore")
            + ";create=true",
        "derby.stream.error.file=" + directory.resolve("logs/derby.log"),
        // What it has by itself; what is set otherwise comes with Hive's queries.
        "metastore.expression.proxy="
            + "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy",
        "metastore.task.threads.always="
            + "org.apache.hadoop.hive.metastore.events.EventCleanerTask");
  }

  /** With the tables of its locks, which it does not make by itself. */
  private void createSchema() {
    Path log = directory.resolve("logs/metastore-schema.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    settings().forEach(setting -> command.add("-D" + setting));
    command.addAll(
        List.of(
            "-cp",
            libraries(),
            "org.apache.hadoop.hive.metastore.tools.MetastoreSchemaTool",
            "-dbType",
            "derby",
            "-initSchema"));
    ProcessBuilder tool = new ProcessBuilder(command);
    tool.environment().put("METASTORE_HOME", distribution.toString());
    try {
      Files.createDirectories(log.getParent());
      int code = tool.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "Cannot make the schema of a Hive metastore: its tool ended with "
                + code
                + ", see "
                + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a schema was made", e);
    }
  }

  /** Where its clients find it. */
  public URI url() {
    return URI.create("thrift://127.0.0.1:" + port);
  }

  /** Ends the metastore as {@code kill -9} does. */
  @Override
  public void close() {
    process.kill();
  }
}
