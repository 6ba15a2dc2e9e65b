package dev.firn.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firn.error.Secrets;
import dev.firn.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks a stand-in that answers as AWS's documented JSON 1.1 interface does. */
class AwsSecretsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "canary-7f3a";
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-3:111122223333:secret:pin-a1B2c3";

  @TempDir private Path directory;

  private final List<String> problems = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, @Nullable String> before = new HashMap<>();

  /** Errors with which it answers first, as "status code message". */
  private final List<String> refusals = new ArrayList<>();

  private HttpServer aws;

  @BeforeEach
  void startAws() throws IOException {
    aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    aws.createContext("/", this::answer);
    aws.start();
    set("aws.endpointUrlSecretsManager", "http://localhost:" + aws.getAddress().getPort());
    set("aws.region", "eu-central-1");
    set("aws.accessKeyId", "AKIDEXAMPLE");
    set("aws.secretAccessKey", "canary-key");
    // What this machine has of its own.
    set("aws.configFile", directory.resolve("none").toString());
    set("aws.sharedCredentialsFile", directory.resolve("none").toString());
    set("aws.disableEc2Metadata", "true");
  }

  @AfterEach
  void stopAws() {
    aws.stop(0);
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  private void set(String name, String value) {
    before.putIfAbsent(name, System.getProperty(name));
    System.setProperty(name, value);
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String name = request.get("SecretId").textValue();
    String stage = request.path("VersionStage").asText("AWSCURRENT");
    String login = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Authorization"));
    // "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261130/eu-central-1/secretsmanager/aws4_request,
    // …"
    String region = login.replaceFirst("[^/]*/[^/]*/([^/]*)/secretsmanager/aws4_request, .*", "$1");
    asked.add(region + " " + name + " " + stage);
    if (!"secretsmanager.GetSecretValue"
            .equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
        || !"application/x-amz-json-1.1"
            .equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      refuse(exchange, "400 UnknownOperationException nobody knows it");
    } else if (!refusals.isEmpty()) {
      refuse(exchange, refusals.remove(0));
    } else if (name.equals("text") || name.equals(ARN)) {
      give(exchange, JSON.createObjectNode().put("SecretString", SECRET + "-" + stage));
    } else if (name.equals("shop")) {
      ObjectNode value = JSON.createObjectNode().put("password", SECRET).put("port", 5432);
      value.putObject("deep").put("password", SECRET);
      give(exchange, JSON.createObjectNode().put("SecretString", value.toString()));
    } else if (name.equals("binary")) {
      give(exchange, JSON.createObjectNode().put("SecretBinary", "AAEC"));
    } else {
      refuse(
          exchange,
          "400 ResourceNotFoundException Secrets Manager can't find the specified secret.");
    }
  }

  private static void give(HttpExchange exchange, ObjectNode answer) throws IOException {
    answer.put("Name", "any").put("VersionId", "EXAMPLE1-90ab-cdef-fedc-ba987SECRET1");
    answer.put("CreatedDate", 1523477145.713).putArray("VersionStages").add("AWSCURRENT");
    send(exchange, 200, answer);
  }

  private static void refuse(HttpExchange exchange, String refusal) throws IOException {
    String[] parts = refusal.split(" ", 3);
    ObjectNode answer = JSON.createObjectNode().put("__type", parts[1]).put("Message", parts[2]);
    send(exchange, Integer.parseInt(parts[0]), answer);
  }

  private static void send(HttpExchange exchange, int status, ObjectNode answer)
      throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  @Test
  void findsTextsAndValuesOfKeysAndAsksForEachSecretOnce() {
    AwsSecrets store = new AwsSecrets(Map.of());

    assertThat(store.find("text", problems::add)).contains(SECRET + "-AWSCURRENT");
    assertThat(store.find("shop#password", problems::add)).contains(SECRET);
    assertThat(store.find("shop#port", problems::add)).contains("5432");
    assertThat(store.find("text##AWSPREVIOUS", problems::add)).contains(SECRET + "-AWSPREVIOUS");
    assertThat(store.find(ARN, problems::add)).contains(SECRET + "-AWSCURRENT");
    assertThat(problems).isEmpty();
    assertThat(asked)
        .containsExactly(
            "eu-central-1 text AWSCURRENT",
            "eu-central-1 shop AWSCURRENT",
            "eu-central-1 text AWSPREVIOUS",
            "eu-west-3 " + ARN + " AWSCURRENT");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop#pasword     | secret shop has no key pasword. Its keys are [deep, password, port]
          shop#deep        | secret shop has no single value at key deep
          text#password    | secret text is not a JSON object, so it has no key password. Write ${AWS:text} for the whole of it
          binary           | secret binary is binary, and no text
          none             | AWS Secrets Manager in eu-central-1 has no secret none. Look with "aws secretsmanager describe-secret --secret-id none"
          none##AWSPENDING | AWS Secrets Manager in eu-central-1 has no secret none with a version AWSPENDING. Look with "aws secretsmanager describe-secret --secret-id none"
          """)
  void saysWhatWhoeverWroteTheReferenceCanMend(String reference, String problem) {
    AwsSecrets store = new AwsSecrets(Map.of());

    assertThat(store.find(reference, problems::add)).isEmpty();
    assertThat(store.find(reference, problems::add)).isEmpty();
    assertThat(problems).containsExactly(problem, problem);
  }

  @Test
  void saysThatItMayNotRead() {
    refusals.add(
        "400 AccessDeniedException User: arn:aws:iam::1:user/etl is not authorized to perform:"
            + " secretsmanager:GetSecretValue on resource: shop");

    assertThatThrownBy(() -> new AwsSecrets(Map.of()).find("shop", problems::add))
        .isInstanceOf(UnavailableException.class)
        .matches(e -> !((UnavailableException) e).isRetryable())
        .hasMessageContaining(
            "Cannot read a secret from AWS Secrets Manager in eu-central-1: it answers"
                + " AccessDeniedException (HTTP 400) for secret shop: User: arn:aws:iam::1:user/etl")
        .hasMessageContaining(
            "The login needs secretsmanager:GetSecretValue of it, and kms:Decrypt");
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksAgainWhereItIsToldToWait() {
    refusals.add("400 ThrottlingException Rate exceeded");
    refusals.add("500 InternalServiceError An error occurred on the server side.");

    assertThat(new AwsSecrets(Map.of()).find("text", problems::add)).isPresent();
    assertThat(asked).hasSize(3);
  }

  @Test
  void saysThatItIsStillToldToWait() {
    for (int i = 0; i < 20; i++) {
      refusals.add("400 ThrottlingException Rate exceeded");
    }

    assertThatThrownBy(() -> new AwsSecrets(Map.of()).find("text", problems::add))
        .isInstanceOf(UnavailableException.class)
        .matches(e -> ((UnavailableException) e).isRetryable())
        .hasMessageContaining("it answers ThrottlingException (HTTP 400) for secret text");
  }

  @Test
  void saysThatNobodyAnswers() {
    aws.stop(0);

    assertThatThrownBy(() -> new AwsSecrets(Map.of()).find("text", problems::add))
        .isInstanceOf(UnavailableException.class)
        .matches(e -> ((UnavailableException) e).isRetryable())
        .hasMessageContaining(
            "Cannot read a secret from AWS Secrets Manager in eu-central-1:"
                + " java.net.ConnectException: Connection refused");
  }

  @Test
  void saysThatNoLoginIsKnown() {
    System.clearProperty("aws.accessKeyId");

    assertThatThrownBy(() -> new AwsSecrets(Map.of()).find("text", problems::add))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(": no login is known. Set AWS_ACCESS_KEY_ID with");
  }

  @Test
  void saysThatNoRegionIsKnownUnlessTheSecretNamesIt() {
    System.clearProperty("aws.region");
    AwsSecrets store = new AwsSecrets(Map.of());

    assertThatThrownBy(() -> store.find("text", problems::add))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(": no region is known. Set AWS_REGION, or write the secret's ARN");
    assertThat(store.find(ARN, problems::add)).isPresent();
  }

  @Test
  void hidesWhatItReadsAndTheLoginOfTheEnvironment() {
    new AwsSecrets(Map.of("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG"))
        .find("text", problems::add);

    assertThat(Secrets.without("wJalrXUtnFEMI/K7MDENG")).isEqualTo("******");
    assertThat(Secrets.without("as " + SECRET + "-AWSCURRENT")).isEqualTo("as ******");
  }

  @Test
  void saysWhatToFetchWhereTheClientIsMissing() throws Exception {
    SecretStore store = withoutAwsClient();

    assertThatThrownBy(() -> store.find("text", problems::add))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("the class path has not AWS's client (software/amazon/awssdk/")
        .hasMessageContaining(
            "Fetch it with scripts/fetch-aws in a clone of Firn and set FIRN_LIBS=aws");
  }

  /** As it is on a class path that has the rest of what it needs. */
  private static SecretStore withoutAwsClient() throws Exception {
    ClassLoader loader =
        new ClassLoader(AwsSecrets.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("software.amazon.")) {
              throw new ClassNotFoundException(name);
            }
            Class<?> known = findLoadedClass(name);
            boolean isOurs = name.startsWith("dev.firn.config.store.Aws");
            return known != null ? known : isOurs ? define(name) : super.loadClass(name, resolve);
          }

          private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
              byte[] bytes = Objects.requireNonNull(in).readAllBytes();
              return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
              throw new ClassNotFoundException(name, e);
            }
          }
        };
    Object store =
        loader
            .loadClass(AwsSecrets.class.getName())
            .getConstructor(Map.class)
            .newInstance(Map.of());
    return (reference, said) -> ((SecretStore) store).find(reference, said);
  }
}
