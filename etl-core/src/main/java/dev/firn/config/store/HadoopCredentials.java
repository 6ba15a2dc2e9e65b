package dev.firn.config.store;

import dev.firn.error.CoreErrors;
import dev.firn.files.GivenSparkConf;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The credential stores of Hadoop, such as {@code jceks://hdfs/firn/secrets.jceks}; a reference is
 * an alias.
 */
public final class HadoopCredentials implements SecretStore {

  private static final String PATH = CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH;

  /** With what Spark has been told of Hadoop. */
  public HadoopCredentials() {}

  @Override
  public Optional<String> find(String alias, Consumer<String> problems) {
    return find(SparkHadoopUtil.get().newConfiguration(GivenSparkConf.find()), alias, problems);
  }

  static Optional<String> find(Configuration conf, String alias, Consumer<String> problems) {
    String path = conf.getTrimmed(PATH, "");
    if (path.isEmpty()) {
      problems.accept(
          "no credential store is known. Set spark.hadoop."
              + PATH
              + ", such as jceks://hdfs/firn/secrets.jceks, with --spark-conf or in"
              + " spark-defaults.conf");
      return Optional.empty();
    }
    try {
      List<CredentialProvider> providers = CredentialProviderFactory.getProviders(conf);
      for (CredentialProvider provider : providers) {
        CredentialProvider.CredentialEntry entry = provider.getCredentialEntry(alias);
        if (entry != null) {
          return Optional.of(new String(entry.getCredential()));
        }
      }
    } catch (IOException e) {
      throw CoreErrors.secretStoreGivesNoAnswer(
          "the credential store " + path, e.toString(), false, e);
    }
    problems.accept(
        "credential store %s has no alias %s. Create it with \"hadoop credential create %s -provider %s\""
            .formatted(path, alias, alias, path));
    return Optional.empty();
  }
}
