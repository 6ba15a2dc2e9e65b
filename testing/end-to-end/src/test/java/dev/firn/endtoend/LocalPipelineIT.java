package dev.firn.endtoend;

import dev.firn.endtoend.SharedStack.TestShop;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path on a local master, with Spark's settings as users have them. */
@Order(1)
class LocalPipelineIT {

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheShop() throws Exception {
    TestShop shop = SharedStack.shop(directory.resolve("home with blanks"), 5_000);
    shop.source().with("FIRN_MASTER", "local[2]").without("FIRN_SPARK_OPTS");
    ExtraTables.create(shop.database(), shop.source().name(), "TABLES IN SCHEMA shop");

    String connect = SharedStack.STACK.connect().url().toString();
    ShopPipeline.run(shop, "bulk-load", "--deploy-connector", connect);
    ConnectorDefinition.of(connect).assertSuits(shop.source().connectorFile());
    ShopPipeline.follow(shop, ExtraTables.TABLES, () -> ExtraTables.change(shop.database()));
  }
}
