package dev.firn.localstack;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** Iceberg's own server of its REST catalog, with its warehouse in an {@link ObjectStore}. */
public final class RestCatalog implements AutoCloseable {

  private final int port = FreePort.find();
  private final ChildProcess process;
  private final FaultProxy front = FaultProxy.before(port);

  private RestCatalog(Path directory, ObjectStore store) {
    process =
        new ChildProcess(
                "the REST catalog",
                directory.resolve("logs/catalog.log"),
                "256m",
                "ServerMain",
                Integer.toString(port),
                "org.apache.iceberg.rest.RESTCatalogServer")
            .on(Places.catalog())
            .with(settings(directory.resolve("catalog.db").toAbsolutePath(), store));
  }

  /**
   * @param directory where it keeps which tables there are, and its log in {@code logs/}
   * @throws IllegalStateException if it does not start, or was never fetched
   */
  public static RestCatalog startIn(Path directory, ObjectStore store) {
    RestCatalog catalog = new RestCatalog(directory, store);
    Runtime.getRuntime().addShutdownHook(new Thread(catalog::close));
    catalog.start();
    return catalog;
  }

  /** The server reads them as properties: {@code _} is a dot, {@code __} a hyphen. */
  private Map<String, String> settings(Path database, ObjectStore store) {
    return Map.of(
        "CATALOG_REST_PORT",
        Integer.toString(port),
        "CATALOG_URI",
        "jdbc:sqlite:" + database + "?busy_timeout=30000",
        "CATALOG_WAREHOUSE",
        "s3://" + ObjectStore.BUCKET + "/warehouse",
        "CATALOG_IO__IMPL",
        "org.apache.iceberg.aws.s3.S3FileIO",
        "CATALOG_S3_ENDPOINT",
        store.endpoint().toString(),
        "CATALOG_S3_PATH__STYLE__ACCESS",
        "true",
        "CATALOG_CLIENT_REGION",
        ObjectStore.REGION,
        "AWS_ACCESS_KEY_ID",
        store.accessKey(),
        "AWS_SECRET_ACCESS_KEY",
        store.secretKey());
  }

  /** Starts it again, with the tables it knew and under the same address. */
  public void start() {
    process.start();
  }

  /** Where its clients find it, or what {@link #front} shows them in its place. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + front.port());
  }

  /** Where it is found whatever its clients find. */
  public URI directUrl() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What its clients speak to. */
  public FaultProxy front() {
    return front;
  }

  /** Ends the catalog as {@code kill -9} does. */
  @Override
  public void close() {
    process.kill();
  }
}
