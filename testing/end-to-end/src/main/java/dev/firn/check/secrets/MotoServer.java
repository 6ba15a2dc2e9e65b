package dev.firn.check.secrets;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.program.PythonTools;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** AWS Secrets Manager as moto plays it, in a process of its own. */
final class MotoServer implements AutoCloseable {

  static final List<String> PACKAGES = List.of("moto[server]==5.2.5");
  private static final String REGION = "eu-central-1";
  private static final int MAX_LOOKS = 60;
  private static final Duration MAX_ANSWER = Duration.ofSeconds(10);

  private final Process process;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();

  private MotoServer(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  static MotoServer start(PythonTools tools, Path log) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                tools.program("moto_server"), "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    MotoServer moto = new MotoServer(process, URI.create("http://127.0.0.1:" + port));
    moto.awaitStart(log);
    return moto;
  }

  private void awaitStart(Path log) throws Exception {
    for (int i = 0; i < MAX_LOOKS; i++) {
      try {
        http.send(HttpRequest.newBuilder(url.resolve("/moto-api/")).build(), discarding());
        return;
      } catch (ConnectException e) {
        if (!process.isAlive()) {
          break;
        }
        Thread.sleep(500);
      }
    }
    close();
    throw new IOException("moto does not start, see " + log);
  }

  private static HttpResponse.BodyHandler<String> discarding() {
    return HttpResponse.BodyHandlers.ofString();
  }

  /** Where AWS's own tools are to look. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_SECRETS_MANAGER", url.toString(),
        "AWS_REGION", REGION,
        "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG",
        "AWS_EC2_METADATA_DISABLED", "true");
  }

  void create(String name, String text) throws Exception {
    call("CreateSecret", new ObjectMapper().createObjectNode().put("Name", name), text);
  }

  /** Gives a secret another text; the one before stays as the previous version. */
  void rotate(String name, String text) throws Exception {
    call("PutSecretValue", new ObjectMapper().createObjectNode().put("SecretId", name), text);
  }

  private void call(String operation, ObjectNode request, String text) throws Exception {
    request.put("SecretString", text);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(url)
                .timeout(MAX_ANSWER)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "secretsmanager." + operation)
                .header(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261130/"
                        + REGION
                        + "/secretsmanager/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build(),
            discarding());
    if (answer.statusCode() != 200) {
      throw new IOException(operation + " of moto: " + answer.statusCode() + " " + answer.body());
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
