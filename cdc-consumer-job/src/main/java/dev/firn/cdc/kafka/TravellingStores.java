package dev.firn.cdc.kafka;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.config.KafkaClusterConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Key and trust stores of Kafka clients as texts, so that they travel with tasks and no executor
 * needs a file of them.
 */
public final class TravellingStores {

  private static final String PEM = "PEM";

  private final Map<String, String> properties;

  private TravellingStores(Map<String, String> properties) {
    this.properties = properties;
  }

  /**
   * The same cluster, whose files were read here.
   *
   * @throws dev.firn.error.ConfigException if one of them cannot be read
   */
  public static KafkaClusterConfig of(KafkaClusterConfig cluster) {
    TravellingStores stores = new TravellingStores(new HashMap<>(cluster.properties()));
    stores.readTrusted();
    stores.readOwn();
    return new KafkaClusterConfig(
        cluster.name(),
        cluster.bootstrapServers(),
        cluster.consumerGroupPrefix(),
        cluster.connect(),
        stores.properties);
  }

  private void readTrusted() {
    String location = properties.remove(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);
    if (location == null) {
      return;
    }
    String type = properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
    String password = properties.remove(SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG);
    String setting = SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG;
    byte[] content = read(setting, location);
    if (PEM.equals(type)) {
      properties.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, text(content));
      return;
    }
    try {
      KeyStore store = open(content, type, password);
      List<Certificate> trusted = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        trusted.add(store.getCertificate(alias));
      }
      properties.put(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, pem(trusted.toArray(Certificate[]::new)));
    } catch (GeneralSecurityException | IOException e) {
      throw StreamErrors.storeIsUnreadable(setting, location, e);
    }
  }

  private void readOwn() {
    String location = properties.remove(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
    if (location == null) {
      return;
    }
    String type = properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
    String password = properties.remove(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG);
    String setting = SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG;
    byte[] content = read(setting, location);
    if (PEM.equals(type)) {
      // A file has both, and so has its text; an encrypted key stays so.
      properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(content));
      properties.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(content));
      return;
    }
    String keyPassword = properties.remove(SslConfigs.SSL_KEY_PASSWORD_CONFIG);
    try {
      KeyStore store = open(content, type, password);
      String alias = onlyKey(store, location);
      Key key = store.getKey(alias, chars(keyPassword == null ? password : keyPassword));
      properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, pem("PRIVATE KEY", key.getEncoded()));
      properties.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, pem(store.getCertificateChain(alias)));
    } catch (GeneralSecurityException | IOException e) {
      throw StreamErrors.storeIsUnreadable(setting, location, e);
    }
  }

  private static String onlyKey(KeyStore store, String location) throws GeneralSecurityException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw StreamErrors.storeHasSeveralKeys(location, keys);
    }
    return keys.get(0);
  }

  private static byte[] read(String setting, String location) {
    try {
      return Files.readAllBytes(Path.of(location));
    } catch (IOException e) {
      throw StreamErrors.storeIsUnreadable(setting, location, e);
    }
  }

  private static KeyStore open(byte[] content, @Nullable String type, @Nullable String password)
      throws GeneralSecurityException, IOException {
    KeyStore store =
        KeyStore.getInstance(type == null ? SslConfigs.DEFAULT_SSL_KEYSTORE_TYPE : type);
    store.load(new ByteArrayInputStream(content), chars(password));
    return store;
  }

  private static char @Nullable [] chars(@Nullable String password) {
    return password == null ? null : password.toCharArray();
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private static String pem(Certificate... certificates) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (Certificate certificate : certificates) {
      text.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }
}
