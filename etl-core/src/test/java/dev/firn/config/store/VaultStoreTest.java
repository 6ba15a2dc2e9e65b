package dev.firn.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.firn.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a stand-in that answers as Vault's documented HTTP interface does, over TLS. */
class VaultStoreTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "canary-7f3a";
  private static final String TOKEN = "canary-token";

  @TempDir private static Path keys;
  @TempDir private Path directory;

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Requests as "METHOD path", in their order. */
  private final List<String> asked = new ArrayList<>();

  private final Map<String, String> namespaces = new HashMap<>();
  private final List<String> valid = new ArrayList<>(List.of(TOKEN));
  private int logins;
  private int refusals;
  private int refusedWith = 503;
  private long ttl = 3600;
  private HttpsServer vault;

  @BeforeAll
  static void makeKeys() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
    keytool("-exportcert", "-rfc", "-file", keys.resolve("ca.pem").toString());
  }

  private static void keytool(String action, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                action,
                "-alias",
                "vault",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                keys.resolve("keys.p12").toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @BeforeEach
  void startVault() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys.resolve("keys.p12"))) {
      store.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, "changeit".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    vault = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    vault.setHttpsConfigurator(new HttpsConfigurator(tls));
    vault.createContext("/", this::answer);
    vault.start();
    environment.put("VAULT_ADDR", "https://localhost:" + vault.getAddress().getPort());
    environment.put("VAULT_CACERT", keys.resolve("ca.pem").toString());
    environment.put("VAULT_TOKEN", TOKEN);
  }

  @AfterEach
  void stopVault() {
    vault.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestMethod() + " " + path);
    String namespace = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
    if (namespace != null) {
      namespaces.put(path, namespace);
    }
    byte[] sent = exchange.getRequestBody().readAllBytes();
    if (refusals > 0) {
      refusals--;
      send(exchange, refusedWith, "{\"errors\":[\"" + SECRET + "\"]}");
      return;
    }
    if (path.startsWith("/v1/auth/") && path.endsWith("/login")) {
      login(exchange, path, JSON.readTree(sent));
      return;
    }
    String token = exchange.getRequestHeaders().getFirst("X-Vault-Token");
    if (!valid.contains(token)) {
      send(exchange, 403, "{\"errors\":[\"permission denied\"]}");
      return;
    }
    switch (path) {
      case "/v1/auth/token/lookup-self" ->
          send(
              exchange,
              200,
              "{\"data\":{\"accessor\":\"a\",\"creation_time\":1,\"creation_ttl\":3600,"
                  + "\"display_name\":\"token\",\"explicit_max_ttl\":0,\"id\":\""
                  + token
                  + "\",\"num_uses\":0,\"orphan\":true,\"path\":\"auth/token/create\","
                  + "\"policies\":[\"default\"],\"renewable\":true,\"ttl\":"
                  + ttl
                  + "}}");
      case "/v1/auth/token/renew-self" ->
          send(
              exchange,
              200,
              "{\"auth\":{\"client_token\":\""
                  + token
                  + "\",\"policies\":[\"default\"],\"lease_duration\":3600,\"renewable\":true}}");
      case "/v1/secret/data/shop", "/v1/team/kv/data/shop/db" ->
          send(
              exchange,
              200,
              "{\"data\":{\"data\":{\"password\":\""
                  + SECRET
                  + "\",\"port\":5432},\"metadata\":{\"version\":3}}}");
      default -> send(exchange, 404, "{\"errors\":[]}");
    }
  }

  private void login(HttpExchange exchange, String path, JsonNode sent) throws IOException {
    boolean isKnown =
        path.equals("/v1/auth/approle/login")
            ? sent.path("role_id").asText().equals("firn")
                && sent.path("secret_id").asText().equals("s3cret")
            : path.equals("/v1/auth/kubernetes/login")
                && sent.path("role").asText().equals("firn")
                && sent.path("jwt").asText().equals("pod");
    if (!isKnown) {
      send(exchange, 400, "{\"errors\":[\"invalid role or secret ID\"]}");
      return;
    }
    logins++;
    String token = "login-" + logins;
    valid.add(token);
    send(
        exchange,
        200,
        "{\"request_id\":\"r\",\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,"
            + "\"data\":null,\"wrap_info\":null,\"warnings\":null,\"auth\":{\"client_token\":\""
            + token
            + "\",\"accessor\":\"a\",\"policies\":[\"default\"],\"token_policies\":[\"default\"],"
            + "\"metadata\":{\"role_name\":\"firn\"},\"lease_duration\":60,\"renewable\":true,"
            + "\"entity_id\":\"e\",\"token_type\":\"service\",\"orphan\":true}}");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private Optional<String> find(String reference) {
    return new VaultStore(environment).find(reference, problems::add);
  }

  @Test
  void readsTheNewestVersionOfASecretOnce() {
    VaultStore store = new VaultStore(environment);

    assertThat(store.find("secret/shop#password", problems::add)).contains(SECRET);
    assertThat(store.find("secret/shop#port", problems::add)).contains("5432");
    assertThat(problems).isEmpty();
    assertThat(asked).containsExactly("GET /v1/auth/token/lookup-self", "GET /v1/secret/data/shop");
  }

  @Test
  void renewsATokenOfWhichLittleIsLeft() {
    ttl = 1700;

    assertThat(find("secret/shop#password")).contains(SECRET);
    assertThat(asked).contains("POST /v1/auth/token/renew-self");
  }

  @Test
  void usesATokenThatCannotBeRenewedAsLongAsItLives() {
    ttl = 1700;
    refusals = 1;
    refusedWith = 403;

    assertThat(find("secret/shop#password")).contains(SECRET);
  }

  @Test
  void believesOnlyAServerForWhichTheAuthorityVouches() {
    environment.remove("VAULT_CACERT");

    assertThatThrownBy(() -> find("secret/shop#password"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("Cannot read a secret from Vault at https://localhost:")
        .hasMessageContaining("PKIX path building failed");
    assertThat(asked).isEmpty();
  }

  @Test
  void logsInByARoleAndAnewWhenItsTokenHasExpired() {
    environment.remove("VAULT_TOKEN");
    environment.put("VAULT_ROLE_ID", "firn");
    environment.put("VAULT_SECRET_ID", "s3cret");
    VaultStore store = new VaultStore(environment);

    assertThat(store.find("secret/shop#password", problems::add)).contains(SECRET);
    valid.remove("login-1");
    assertThat(store.find("secret/other#password", problems::add)).isEmpty();
    assertThat(logins).isEqualTo(2);
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("Vault has no secret at secret/other.");
  }

  @Test
  void logsInAsAPod() throws IOException {
    environment.remove("VAULT_TOKEN");
    environment.put("VAULT_KUBERNETES_ROLE", "firn");
    environment.put(
        "VAULT_KUBERNETES_TOKEN_FILE",
        Files.writeString(directory.resolve("jwt"), "pod\n").toString());

    assertThat(find("secret/shop#password")).contains(SECRET);
  }

  @Test
  void takesATokenFromAFileOfAnAgent() throws IOException {
    environment.remove("VAULT_TOKEN");
    environment.put(
        "VAULT_TOKEN_FILE", Files.writeString(directory.resolve("sink"), TOKEN + "\n").toString());

    assertThat(find("secret/shop#password")).contains(SECRET);
  }

  @Test
  void asksInItsNamespaceAndBelowAMountOfSeveralNames() {
    environment.put("VAULT_NAMESPACE", "admin/etl");
    environment.put("VAULT_KV_MOUNT", "team/kv");

    assertThat(find("team/kv/shop/db#password")).contains(SECRET);
    assertThat(namespaces).containsEntry("/v1/team/kv/data/shop/db", "admin/etl");
  }

  @Test
  void saysWhatIsWrongWithAReference() {
    assertThat(find("shop")).isEmpty();
    assertThat(find("secret/shop#passwd")).isEmpty();
    assertThat(find("secret/data/shop#password")).isEmpty();
    assertThat(problems)
        .satisfiesExactly(
            form -> assertThat(form).startsWith("expected ${VAULT:mount/path#key}"),
            key -> assertThat(key).endsWith("has no key passwd. Its keys are [password, port]"),
            path -> assertThat(path).contains("Leave out \"data/\""));
    environment.remove("VAULT_ADDR");
    assertThat(find("secret/shop#password")).isEmpty();
    assertThat(problems).last().asString().startsWith("VAULT_ADDR is not set");
  }

  @Test
  void ridesOutAnAnswerThatCanPass() {
    refusals = 2;

    assertThat(find("secret/shop#password")).contains(SECRET);
  }

  @Test
  void saysThatItIsSealedRefusesOrIsGoneWithoutWhatItHasAnswered() {
    refusals = 100;
    assertThatThrownBy(() -> find("secret/shop#password"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("sealed")
        .hasMessageNotContaining(SECRET);
    refusals = 0;
    environment.put("VAULT_TOKEN", "another-canary");
    assertThatThrownBy(() -> find("secret/shop#password"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("(HTTP 403)")
        .hasMessageNotContaining("another-canary");
    environment.remove("VAULT_TOKEN");
    environment.put("VAULT_ROLE_ID", "firn");
    environment.put("VAULT_SECRET_ID", "wrong-canary");
    assertThatThrownBy(() -> find("secret/shop#password"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("it refuses login by VAULT_SECRET_ID (HTTP 400)")
        .hasMessageNotContaining("wrong-canary");
  }
}
