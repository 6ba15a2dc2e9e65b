package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.shop.Shop;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path on a cluster with two workers. */
@Order(2)
class ClusterPipelineIT {

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheShop() throws Exception {
    TestShop shop = SharedStack.shop(directory.resolve("home"), 5_000);
    try (StandaloneCluster cluster =
        StandaloneCluster.start(SharedStack.FIRN, directory.resolve("cluster"))) {
      shop.source()
          .with("FIRN_MASTER", cluster.url())
          .with("SPARK_LOCAL_IP", "127.0.0.1")
          .with(
              "FIRN_SPARK_OPTS",
              "--executor-memory 512m --conf spark.executor.cores=1"
                  + " --conf spark.sql.shuffle.partitions=4 "
                  + SharedStack.CHEAP);

      ShopPipeline.run(shop, "bulk-load");
      shop.deployConnector();
      ShopPipeline.follow(shop, Shop.TABLES, () -> {});
      assertThat(cluster.busyWorkers()).isEqualTo(2);
    }
  }
}
