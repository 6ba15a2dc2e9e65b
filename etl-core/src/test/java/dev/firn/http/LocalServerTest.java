package dev.firn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalServerTest {

  private static HttpResponse<String> send(LocalServer server, String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create(server.address().orElseThrow() + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
  }

  @Test
  void answersWhatIsRegistered() throws Exception {
    try (LocalServer server = LocalServer.listen(0)) {
      server.register("/", () -> Reply.html("<p>ü</p>").with("X-More", "1"));
      server.register(
          "/broken",
          () -> {
            throw new IllegalStateException("secret");
          });
      HttpResponse<String> page = send(server, "GET", "/?x=1");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).isEqualTo("<p>ü</p>");
      assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(page.headers().firstValue("X-More")).contains("1");
      assertThat(send(server, "HEAD", "/").body()).isEmpty();
      assertThat(send(server, "POST", "/").statusCode()).isEqualTo(405);
      assertThat(send(server, "GET", "/other").statusCode()).isEqualTo(404);
      HttpResponse<String> broken = send(server, "GET", "/broken");
      assertThat(broken.statusCode()).isEqualTo(500);
      assertThat(broken.body()).doesNotContain("secret");
    }
  }

  @Test
  void pagesOfOthersGetNoAnswer() {
    assertThat(LocalServer.isMeant("127.0.0.1:9464")).isTrue();
    assertThat(LocalServer.isMeant("localhost")).isTrue();
    assertThat(LocalServer.isMeant("[::1]:9464")).isTrue();
    assertThat(LocalServer.isMeant("evil.example:9464")).isFalse();
    assertThat(LocalServer.isMeant("127.0.0.1.evil.example:9464")).isFalse();
    assertThat(LocalServer.isMeant(null)).isFalse();
  }

  @Test
  void anAddressForOthersIsAskedByAnyName() throws Exception {
    try (LocalServer server = LocalServer.at(ListenAddress.parse("0.0.0.0:0"))) {
      server.register("/ready", () -> Reply.text(503, "not ready"));
      String address = server.address().orElseThrow();
      assertThat(address).startsWith("http://0.0.0.0:");
      try (Socket socket =
              new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort());
          Writer request =
              new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.US_ASCII)) {
        request.write("GET /ready HTTP/1.0\r\nHost: 10.244.0.17:9464\r\n\r\n");
        request.flush();
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 503 ")
            .endsWith("not ready\n");
      }
    }
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "9464, 127.0.0.1:9464",
    "0.0.0.0:9464, 0.0.0.0:9464",
    "[::]:0, [::]:0",
    "driver.example:65535, driver.example:65535"
  })
  void anAddressIsAPortOrAHostAndAPort(String text, String address) {
    assertThat(ListenAddress.parse(text)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0.0.0.0", "0.0.0.0:", "a:b:1", "1:65536", "-1", "a b:1"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .hasMessage("expected [HOST:]PORT, such as 9464 or 0.0.0.0:9464, got \"%s\"", text);
  }

  @Test
  void aPortThatIsTakenKeepsNobodyFromHisWork() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LocalServer server = LocalServer.listen(taken.getLocalPort())) {
      server.register("/", () -> Reply.text(200, "x"));
      assertThat(server.address()).isEmpty();
    }
  }

  @Test
  void withoutAPortThereIsNoServer() {
    try (LocalServer server = LocalServer.listen(null)) {
      assertThat(server.address()).isEmpty();
    }
  }
}
