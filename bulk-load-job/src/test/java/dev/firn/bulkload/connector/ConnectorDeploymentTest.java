package dev.firn.bulkload.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.firn.config.ConnectAccess;
import dev.firn.error.ErrorCode;
import dev.firn.error.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker may answer that does not take a connector, or is none. */
class ConnectorDeploymentTest {

  private HttpServer worker;
  private String answer = "";

  @BeforeEach
  void start() throws IOException {
    worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    worker.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(401, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    worker.start();
  }

  @AfterEach
  void stop() {
    worker.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "\"no\"",
        "{}",
        "{\"message\": null}",
        "{\"message\": {\"a\": 1}}",
        "{\"error\":{\"message\":\"Not authorized: 100 %s\",\"code\":401},\"errors\":[\"%d\"]}",
        "<html>401 Unauthorized</html>",
        "{\"a\":\"\\.\"}",
        "{"
      })
  void saysThatTheConnectorIsRefusedWhateverTheWorkerAnswers(String body) {
    answer = body;
    URI url = URI.create("http://localhost:" + worker.getAddress().getPort());

    assertThatThrownBy(
            () ->
                new ConnectorDeployment(ConnectAccess.of(url), Clock.systemUTC())
                    .deploy(new ConnectorConfig("shop-cdc", Map.of("a", "b"))))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONNECTOR_IS_REFUSED))
        .hasMessageContaining("Cannot deploy connector shop-cdc to " + url + ": HTTP 401");
  }
}
