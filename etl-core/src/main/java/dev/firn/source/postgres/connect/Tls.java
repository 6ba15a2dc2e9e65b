package dev.firn.source.postgres.connect;

import dev.firn.config.TlsOptions;
import dev.firn.config.binding.Secret;
import dev.firn.error.CoreErrors;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * How a connection is encrypted and who proves what by which certificates, with their texts, so
 * that executors need no files.
 *
 * @param mode libpq's
 * @param roots in PEM, or null where the server proves nothing
 * @param certificate in PEM, or null if we prove nothing
 * @param key in Base64 as it was found, or null
 * @param keyPassword null if the key is not encrypted
 */
record Tls(
    String mode,
    @Nullable String roots,
    @Nullable String certificate,
    @Nullable String key,
    @Nullable String keyPassword)
    implements Serializable {

  static final Tls PREFERRED = new Tls(TlsOptions.PREFER, null, null, null, null);

  /** Names of what only {@link TlsSockets} reads of a connection's properties. */
  private static final String PREFIX = "firn.tls.";

  /**
   * Reads the files, here and nowhere else.
   *
   * @throws dev.firn.error.ConfigException if one of them is not what its key wants
   */
  static Tls of(TlsOptions options) {
    Secret password = options.keyPassword();
    Secret key = options.key();
    Tls tls =
        new Tls(
            options.mode(),
            text("sslrootcert", options.rootCertificate()),
            text("sslcert", options.certificate()),
            key == null ? null : Base64.getEncoder().encodeToString(bytes("sslkey", key.reveal())),
            password == null ? null : password.reveal());
    TlsContext.of(tls);
    return tls;
  }

  private static @Nullable String text(String option, @Nullable String given) {
    return given == null ? null : new String(bytes(option, given), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String option, String given) {
    if (!given.startsWith("/")) {
      return given.getBytes(StandardCharsets.ISO_8859_1);
    }
    try {
      return Files.readAllBytes(Path.of(given));
    } catch (IOException e) {
      throw CoreErrors.fileIsUnreadable(given + " of " + option, e);
    }
  }

  /** True if the server has to prove that it is the one that was asked for. */
  boolean verifiesName() {
    return mode.equals(TlsOptions.VERIFY_FULL);
  }

  boolean verifies() {
    return verifiesName() || mode.equals(TlsOptions.VERIFY_CA);
  }

  /** Tells the driver. */
  void putInto(Properties properties) {
    PGProperty.SSL_MODE.set(properties, mode);
    if (roots == null && certificate == null) {
      return;
    }
    PGProperty.SSL_FACTORY.set(properties, TlsSockets.class.getName());
    if (verifiesName()) {
      PGProperty.SSL_HOSTNAME_VERIFIER.set(properties, ServerName.class.getName());
    }
    put(properties, "mode", mode);
    put(properties, "roots", roots);
    put(properties, "certificate", certificate);
    put(properties, "key", key);
    put(properties, "password", keyPassword);
  }

  private static void put(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(PREFIX + name, value);
    }
  }

  /** What {@link #putInto} has told. */
  static Tls in(Properties properties) {
    return new Tls(
        properties.getProperty(PREFIX + "mode", TlsOptions.PREFER),
        properties.getProperty(PREFIX + "roots"),
        properties.getProperty(PREFIX + "certificate"),
        properties.getProperty(PREFIX + "key"),
        properties.getProperty(PREFIX + "password"));
  }

  /** Names no key. */
  @Override
  public String toString() {
    return "sslmode " + mode;
  }
}
