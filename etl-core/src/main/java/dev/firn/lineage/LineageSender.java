package dev.firn.lineage;

import dev.firn.config.LineageConfig;
import dev.firn.config.binding.Secret;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.ConsoleTransport;
import io.openlineage.client.transports.FileConfig;
import io.openlineage.client.transports.FileTransport;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import io.openlineage.client.transports.Transport;
import java.util.Objects;

/** Hands events to OpenLineage's own client. */
final class LineageSender implements AutoCloseable {

  private final OpenLineageClient client;

  LineageSender(LineageConfig config) {
    client = OpenLineageClient.builder().transport(transport(config)).build();
  }

  private static Transport transport(LineageConfig config) {
    return switch (config.transport()) {
      case HTTP -> new HttpTransport(http(config));
      case FILE -> new FileTransport(new FileConfig(Objects.requireNonNull(config.file())));
      case CONSOLE -> new ConsoleTransport();
      case NONE -> throw new IllegalArgumentException("Nothing is to be sent");
    };
  }

  private static HttpConfig http(LineageConfig config) {
    HttpConfig http = new HttpConfig();
    http.setUrl(config.url());
    http.setTimeoutInMillis((int) config.timeout().toMillis());
    Secret key = config.apiKey();
    if (key != null) {
      ApiKeyTokenProvider token = new ApiKeyTokenProvider();
      token.setApiKey(key.reveal());
      http.setAuth(token);
    }
    return http;
  }

  void send(RunEvent event) {
    client.emit(event);
  }

  @Override
  public void close() throws Exception {
    client.close();
  }
}
