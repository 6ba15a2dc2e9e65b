package dev.firn.source.postgres.connect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.NonValidatingFactory.NonValidatingTM;

/** Makes of PEM texts what TLS connections are opened with, and keeps nothing on disk. */
final class TlsContext {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /** A key store cannot be without one; it never leaves this process. */
  private static final char[] IN_MEMORY = {};

  private TlsContext() {}

  /**
   * @throws dev.firn.error.ConfigException if a text is not what it should be
   */
  static SSLContext of(Tls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(tls), trusted(tls), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JVM cannot open connections of TLS", e);
    }
  }

  private static TrustManager[] trusted(Tls tls) throws GeneralSecurityException, IOException {
    if (!tls.verifies() || tls.roots() == null) {
      return new TrustManager[] {new NonValidatingTM()};
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate root : certificates("sslrootcert", tls.roots())) {
      store.setCertificateEntry("root" + number++, root);
    }
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store);
    return trusted.getTrustManagers();
  }

  private static KeyManager @Nullable [] keys(Tls tls)
      throws GeneralSecurityException, IOException {
    if (tls.certificate() == null || tls.key() == null) {
      return null;
    }
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        key(Base64.getDecoder().decode(tls.key()), tls.keyPassword()),
        IN_MEMORY,
        certificates("sslcert", tls.certificate()).toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, IN_MEMORY);
    return keys.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, IN_MEMORY);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String option, String text) {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
      if (found.isEmpty()) {
        throw PostgresErrors.tlsFileIsUnusable(option, "it holds no certificate");
      }
      return found;
    } catch (GeneralSecurityException e) {
      throw PostgresErrors.tlsFileIsUnusable(option, "it is no certificate in PEM");
    }
  }

  private static PrivateKey key(byte[] found, @Nullable String password) {
    Matcher pem = PEM.matcher(new String(found, StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      return password == null ? plain(found) : decrypted(found, password);
    }
    byte[] key = Base64.getMimeDecoder().decode(pem.group(2));
    return switch (pem.group(1)) {
      case PLAIN -> plain(key);
      case ENCRYPTED -> {
        if (password == null) {
          throw PostgresErrors.tlsFileIsUnusable(
              "sslkey", "it is encrypted and sslpassword is not given");
        }
        yield decrypted(key, password);
      }
      default ->
          throw PostgresErrors.tlsFileIsUnusable(
              "sslkey",
              "it holds %s and not a key of PKCS #8. Convert it with openssl pkcs8 -topk8 -in OLD -out NEW"
                  .formatted(pem.group(1)));
    };
  }

  private static PrivateKey plain(byte[] key) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
      } catch (InvalidKeySpecException e) {
        // Of another algorithm; its number is inside.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This JVM has no keys of " + algorithm, e);
      }
    }
    throw PostgresErrors.tlsFileIsUnusable("sslkey", "it is no key of PKCS #8 (PEM or DER)");
  }

  private static PrivateKey decrypted(byte[] key, String password) {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(key);
      // Of PBES2 only the text of its parameters says which it is.
      String algorithm =
          info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13")
              ? String.valueOf(info.getAlgParameters())
              : info.getAlgName();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(password.toCharArray())),
          info.getAlgParameters());
      return plain(info.getKeySpec(cipher).getEncoded());
    } catch (IOException | GeneralSecurityException e) {
      throw PostgresErrors.tlsFileIsUnusable(
          "sslkey", "sslpassword does not open it (%s)".formatted(e.getMessage()));
    }
  }
}
