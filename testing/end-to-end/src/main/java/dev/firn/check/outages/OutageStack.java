package dev.firn.check.outages;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.localstack.FaultProxy;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.ObjectStore;
import dev.firn.localstack.RestCatalog;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The services under a stream, each of which can be taken away and given back. */
final class OutageStack implements AutoCloseable {

  /** What a JVM is told of names, which it reads anew each time. */
  private static final String HOSTS_OPTION = "-Djdk.net.hosts.file=";

  private static final String STORE_HOST = "store.firn.test";
  private static final String CATALOG_HOST = "catalog.firn.test";
  private static final String DATABASE_HOST = "database.firn.test";

  private final LocalStack stack;
  private final ObjectStore store;
  private final RestCatalog catalog;
  private final Path hosts;

  OutageStack(Path directory) throws Exception {
    hosts = Files.createDirectories(directory).resolve("hosts").toAbsolutePath();
    giveNames();
    // Connect looks for the database by its name as well.
    System.setProperty("firn.services.jvm-options", "-Duser.timezone=UTC " + jvmOption());
    stack = LocalStack.in(directory).start();
    store = ObjectStore.startIn(directory);
    catalog = RestCatalog.startIn(directory, store);
  }

  LocalStack services() {
    return stack;
  }

  ObjectStore store() {
    return store;
  }

  RestCatalog catalog() {
    return catalog;
  }

  Database database() {
    return Database.of(stack.postgres());
  }

  /** As the jobs and the connector reach it. */
  Database namedDatabase() {
    Database direct = database();
    return new Database(
        DATABASE_HOST, direct.port(), direct.name(), direct.username(), direct.password());
  }

  /** As the jobs reach it: by names, and through what may stand in its place. */
  Lakehouse lakehouse() {
    Lakehouse reached = Lakehouse.rest(catalog, store);
    Map<String, String> named = new TreeMap<>(reached.catalog());
    named.put("uri", named(catalog.url(), CATALOG_HOST));
    named.put("s3.endpoint", named(store.endpoint(), STORE_HOST));
    return new Lakehouse(named, reached.secrets(), reached.environment());
  }

  /** As it is, whatever the jobs find. */
  Lakehouse direct() {
    Lakehouse reached = Lakehouse.rest(catalog, store);
    Map<String, String> properties = new TreeMap<>(reached.catalog());
    properties.put("uri", catalog.directUrl().toString());
    properties.put("s3.endpoint", store.directEndpoint().toString());
    return new Lakehouse(properties, reached.secrets(), reached.environment());
  }

  private static String named(URI address, String host) {
    return "http://" + host + ":" + address.getPort();
  }

  /** Tells a JVM where the names are kept. */
  String jvmOption() {
    return HOSTS_OPTION + hosts;
  }

  void giveNames() throws Exception {
    String own = InetAddress.getLocalHost().getHostName();
    Files.writeString(
        hosts,
        "127.0.0.1 localhost %s %s %s %s%n"
            .formatted(own, STORE_HOST, CATALOG_HOST, DATABASE_HOST));
  }

  /** Who is connected is cut off, too, or would not ask for a name again. */
  void takeNames() throws Exception {
    Files.writeString(hosts, "127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName());
    store.front().become(FaultProxy.Mode.PASS);
    catalog.front().become(FaultProxy.Mode.PASS);
  }

  @Override
  public void close() {
    store.front().close();
    catalog.front().close();
    catalog.close();
    store.close();
    stack.close();
  }
}
