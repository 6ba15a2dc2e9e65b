package dev.firn.endtoend.demo;

import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.ObjectStore;
import dev.firn.localstack.RestCatalog;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the demo's tables go: the lakehouse that Firn embeds, or services of their own. */
final class DemoLake implements AutoCloseable {
  private final Path home;
  private final @Nullable ObjectStore store;
  private final @Nullable RestCatalog catalog;

  private DemoLake(Path home, @Nullable ObjectStore store, @Nullable RestCatalog catalog) {
    this.home = home;
    this.store = store;
    this.catalog = catalog;
  }

  static DemoLake start(DemoOptions options, DemoDirectory directory, Progress progress) {
    if (!options.restAndS3()) {
      return new DemoLake(directory.home(), null, null);
    }
    ObjectStore store = ObjectStore.startIn(directory.services());
    progress.detail("The S3 store is ready at " + store.endpoint());
    RestCatalog catalog = RestCatalog.startIn(directory.services(), store);
    progress.detail("The REST catalog is ready at " + catalog.url());
    return new DemoLake(directory.home(), store, catalog);
  }

  /** Lets the jobs of the source find their tables here. */
  void holds(ShopSource source) {
    if (store != null && catalog != null) {
      source.in(Lakehouse.rest(catalog, store));
    }
  }

  String place() {
    return catalog == null ? home.resolve("lakehouse").toString() : catalog.url().toString();
  }

  /** What a shell must export beside the rest, as the continuation of a line. */
  String exports() {
    if (store == null || catalog == null) {
      return "";
    }
    Lakehouse lakehouse = Lakehouse.rest(catalog, store);
    Map<String, String> variables = new TreeMap<>(lakehouse.environment());
    variables.put("FIRN_SPARK_OPTS", lakehouse.sparkOptions());
    return variables.entrySet().stream()
        .map(variable -> " \\\n    %s='%s'".formatted(variable.getKey(), variable.getValue()))
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    if (catalog != null) {
      catalog.close();
    }
    if (store != null) {
      store.close();
    }
  }
}
