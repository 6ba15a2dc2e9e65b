package dev.firn.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.firn.config.ConnectAccess;
import dev.firn.config.ConnectAccess.Login;
import dev.firn.config.binding.Secret;
import dev.firn.error.ConfigException;
import dev.firn.error.UnavailableException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConnectTest {

  private static final String PASSWORD = "geheim:ß";

  @TempDir private Path directory;
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private URI serve(HttpServer made, String scheme) {
    server = made;
    made.createContext(
            "/",
            exchange -> {
              byte[] answer =
                  "{\"crm\":{\"info\":{\"config\":{\"topic.prefix\":\"prod\"}}}}"
                      .getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, answer.length);
              exchange.getResponseBody().write(answer);
              exchange.close();
            })
        .setAuthenticator(
            new BasicAuthenticator("connect") {
              @Override
              public boolean checkCredentials(String user, String password) {
                return user.equals("firn") && password.equals(PASSWORD);
              }
            });
    made.start();
    return URI.create(scheme + "://localhost:" + made.getAddress().getPort() + "/");
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Login login(String password) {
    return new Login("firn", Secret.of(password));
  }

  @Test
  void saysWhoAsks() throws Exception {
    URI worker = serve(HttpServer.create(anyPort(), 0), "http");
    assertThat(new KafkaConnect(new ConnectAccess(worker, login(PASSWORD), null)).connectors())
        .extracting(Connector::name)
        .containsExactly("crm");
    for (ConnectAccess wrong :
        List.of(ConnectAccess.of(worker), new ConnectAccess(worker, login("falsch"), null))) {
      assertThatThrownBy(() -> new KafkaConnect(wrong).connectors())
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("is answered with HTTP 401. Check connect_url")
          .hasMessageContaining("connect_user and connect_password")
          .hasMessageNotContaining("falsch");
    }
  }

  @Test
  void believesOnlyTheWorkerForWhichAnAuthorityVouches() throws Exception {
    Path store = directory.resolve("keys.p12");
    keytool(
        "-genkeypair",
        store,
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost");
    Path certificate = directory.resolve("ca.pem");
    keytool("-exportcert", store, "-rfc", "-file", certificate.toString());
    HttpsServer https = HttpsServer.create(anyPort(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
    URI worker = serve(https, "https");
    assertThat(
            new KafkaConnect(new ConnectAccess(worker, login(PASSWORD), certificate.toString()))
                .connectors())
        .hasSize(1);
    assertThatThrownBy(
            () -> new KafkaConnect(new ConnectAccess(worker, login(PASSWORD), null)).connectors())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("Cannot ask Kafka Connect at https://localhost:")
        .hasMessageContaining("PKIX path building failed");
  }

  @Test
  void namesTheFileInWhichItFindsNoAuthority() throws Exception {
    Path none = Files.writeString(directory.resolve("ca.pem"), "");
    for (String file : List.of(none.toString(), directory.resolve("missing.pem").toString())) {
      ConnectAccess access = new ConnectAccess(URI.create("https://connect:8083"), null, file);
      assertThatThrownBy(() -> new KafkaConnect(access))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("Cannot read the certificates in " + file)
          .hasMessageContaining("connect_ca_file in kafka_clusters.yaml expects");
    }
  }

  private static void keytool(String action, Path store, String... more) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                action,
                "-alias",
                "connect",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static SSLContext tls(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** Java's client says nothing at all of either. */
  @Test
  void whyNobodyAnswersIsSaid() {
    assertThatThrownBy(
            () ->
                new KafkaConnect(ConnectAccess.of(URI.create("http://localhost:1/"))).connectors())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("for its connectors: the connection was refused. Check connect_url");
    assertThatThrownBy(
            () -> new KafkaConnect(ConnectAccess.of(URI.create("http://no.invalid/"))).connectors())
        .hasMessageContaining("for its connectors: nobody knows a host of this name.");
  }
}
