package dev.firn.localstack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** An authority and whom it has certified, in PEM files and in key stores, made by keytool. */
public final class Certificates {

  /** Of all key stores. */
  public static final String STORE_PASSWORD = "changeit";

  private static final String ENCRYPTION = "PBEWithSHA1AndDESede";

  private final Path directory;
  private final Path all;

  private Certificates(Path directory) {
    this.directory = directory;
    this.all = directory.resolve("all.p12");
  }

  /**
   * A certificate and its key.
   *
   * @param store the same in PKCS #12
   */
  public record Identity(Path certificate, Path key, Path store) {}

  /** A new authority. */
  public static Certificates in(Path directory) {
    Certificates made = new Certificates(directory.toAbsolutePath());
    try {
      Files.createDirectories(made.directory);
      made.keytool("-alias", "ca", "-dname", "CN=Authority of " + directory, "-ext", "bc:c");
      made.write("ca.crt", pem("CERTIFICATE", made.open().getCertificate("ca").getEncoded()));
      KeyStore trusted = made.empty();
      trusted.setCertificateEntry("ca", made.open().getCertificate("ca"));
      made.save(trusted, "trusted.p12");
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The authority's own certificate. */
  public Path authority() {
    return directory.resolve("ca.crt");
  }

  /** The same as a trust store. */
  public Path trustStore() {
    return directory.resolve("trusted.p12");
  }

  /**
   * Somebody whom the authority has certified.
   *
   * @param name the common name of his certificate
   * @param hosts that it is of, as keytool names them, such as {@code dns:localhost}
   */
  public Identity certify(String name, String... hosts) {
    List<String> request =
        new ArrayList<>(List.of("-alias", name, "-signer", "ca", "-dname", "CN=" + name));
    if (hosts.length > 0) {
      request.addAll(List.of("-ext", "san=" + String.join(",", hosts)));
    }
    keytool(request.toArray(String[]::new));
    try {
      KeyStore known = open();
      Key key = known.getKey(name, STORE_PASSWORD.toCharArray());
      Certificate[] chain = known.getCertificateChain(name);
      KeyStore store = empty();
      store.setKeyEntry(name, key, STORE_PASSWORD.toCharArray(), chain);
      return new Identity(
          write(name + ".crt", pem("CERTIFICATE", chain[0].getEncoded())),
          write(name + ".key", pem("PRIVATE KEY", key.getEncoded())),
          save(store, name + ".p12"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The key of somebody, encrypted, in PEM. */
  public Path encryptedKey(String name, String password) {
    try {
      Key key = open().getKey(name, STORE_PASSWORD.toCharArray());
      Cipher cipher = Cipher.getInstance(ENCRYPTION);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          SecretKeyFactory.getInstance(ENCRYPTION)
              .generateSecret(new PBEKeySpec(password.toCharArray())));
      byte[] encrypted = cipher.doFinal(key.getEncoded());
      AlgorithmParameters parameters = cipher.getParameters();
      return write(
          name + ".encrypted.key",
          pem(
              "ENCRYPTED PRIVATE KEY",
              new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keytool(String... request) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                all.toString(),
                "-storepass",
                STORE_PASSWORD));
    command.addAll(List.of(request));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      keytool.getInputStream().transferTo(said);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(
            "keytool refused: " + said.toString(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private KeyStore open() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(all)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    return store;
  }

  private KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, STORE_PASSWORD.toCharArray());
    return store;
  }

  private Path save(KeyStore store, String name) throws GeneralSecurityException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, STORE_PASSWORD.toCharArray());
    return Files.write(directory.resolve(name), bytes.toByteArray());
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind);
  }

  /** Servers refuse keys that others may read. */
  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
