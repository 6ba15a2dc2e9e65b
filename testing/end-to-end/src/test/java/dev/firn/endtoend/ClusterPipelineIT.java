package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path on a cluster with two workers. */
@Order(2)
class ClusterPipelineIT {

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheShop() throws Exception {
    Path home = directory.resolve("home");
    TestShop shop = SharedStack.shop(home, 5_000);
    try (StandaloneCluster cluster =
        StandaloneCluster.start(SharedStack.FIRN, directory.resolve("cluster"))) {
      shop.source()
          .with("FIRN_MASTER", cluster.url())
          .with("SPARK_LOCAL_IP", "127.0.0.1")
          .with(
              "FIRN_SPARK_OPTS",
              "--executor-memory 512m --conf spark.executor.cores=1"
                  + " --conf spark.sql.shuffle.partitions=4 "
                  + catalogIn(Files.createDirectories(home.resolve("lakehouse")))
                  + SharedStack.CHEAP);

      // No row when it is loaded, so no lake table until its first one comes.
      shop.database()
          .execute("CREATE TABLE shop.vacant (id int PRIMARY KEY, v text DEFAULT 'x', n int)");

      ShopPipeline.run(shop, "bulk-load");
      shop.deployConnector();
      LakeReader lake = new LakeReader(home, ShopSource.NAMESPACE);
      assertThat(lake.hasTable("vacant")).isFalse();
      ShopPipeline.follow(
          shop,
          Stream.concat(Shop.TABLES.stream(), Stream.of("vacant")).toList(),
          () ->
              shop.database()
                  .execute("INSERT INTO shop.vacant VALUES (1, 'a', 150), (2, NULL, NULL)"));
      assertThat(cluster.busyWorkers()).isEqualTo(2);
    }
  }

  /** No lakehouse is embedded on a cluster; the workers of this one share the driver's disk. */
  private static String catalogIn(Path lakehouse) {
    return Map.of(
            "", "org.apache.iceberg.spark.SparkCatalog",
            ".type", "jdbc",
            ".uri", "jdbc:sqlite:" + lakehouse.resolve("catalog.db"),
            ".jdbc.schema-version", "V1",
            ".jdbc.busy_timeout", "30000",
            ".warehouse", "file:" + lakehouse.resolve("warehouse"))
        .entrySet()
        .stream()
        .map(
            setting ->
                "--conf spark.sql.catalog.local"
                    + setting.getKey()
                    + "="
                    + setting.getValue()
                    + " ")
        .collect(Collectors.joining());
  }
}
