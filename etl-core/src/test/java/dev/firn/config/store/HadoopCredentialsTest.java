package dev.firn.config.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopCredentialsTest {

  @TempDir private Path directory;
  private final Configuration conf = new Configuration(false);
  private final List<String> problems = new ArrayList<>();

  @Test
  void findsWhatHadoopsOwnStoreKeeps() throws Exception {
    String path = "localjceks://file" + directory.resolve("secrets.jceks");
    conf.set("hadoop.security.credential.provider.path", path);
    CredentialProvider store = CredentialProviderFactory.getProviders(conf).get(0);
    store.createCredentialEntry("shop.password", "tiger".toCharArray());
    store.flush();

    assertThat(HadoopCredentials.find(conf, "shop.password", problems::add)).contains("tiger");
    assertThat(problems).isEmpty();
    assertThat(HadoopCredentials.find(conf, "shop", problems::add)).isEmpty();
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("credential store " + path + " has no alias shop.");
  }

  /** A command without Spark is told by the launcher what Spark would be told. */
  @Test
  void asksTheStoreThatIsNamedToSpark() throws Exception {
    String path = "localjceks://file" + directory.resolve("given.jceks");
    conf.set("hadoop.security.credential.provider.path", path);
    CredentialProvider store = CredentialProviderFactory.getProviders(conf).get(0);
    store.createCredentialEntry("shop.password", "tiger".toCharArray());
    store.flush();
    Path defaults =
        Files.writeString(
            directory.resolve("spark-defaults.conf"),
            "spark.hadoop.hadoop.security.credential.provider.path " + path + "\n");
    System.setProperty("firn.spark.defaults", defaults.toString());
    try {
      assertThat(new HadoopCredentials().find("shop.password", problems::add)).contains("tiger");
    } finally {
      System.clearProperty("firn.spark.defaults");
    }
  }

  @Test
  void saysThatNoStoreIsKnown() {
    assertThat(HadoopCredentials.find(conf, "shop", problems::add)).isEmpty();
    assertThat(problems).singleElement().asString().startsWith("no credential store is known.");
  }
}
