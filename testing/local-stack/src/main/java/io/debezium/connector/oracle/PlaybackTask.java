package io.debezium.connector.oracle;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Sends the lines of a file that is written meanwhile, behind the one whose offset was stored. */
public final class PlaybackTask extends SourceTask {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PAUSE_MILLIS = 50;

  private Path file = Path.of("");
  private Map<String, String> partition = Map.of();
  private @Nullable Map<String, Object> stored;

  /** Bytes of the file that were read; negative until it is known where to begin. */
  private long position;

  @Override
  public void start(Map<String, String> settings) {
    String prefix = Objects.requireNonNull(settings.get("topic.prefix"));
    file = Path.of(Objects.requireNonNull(System.getenv("FIRN_REDO"))).resolve(prefix);
    partition = Map.of("server", prefix);
    stored = context.offsetStorageReader().offset(partition);
    position = -1;
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    try {
      List<String> lines = newLines();
      if (lines.isEmpty()) {
        Thread.sleep(PAUSE_MILLIS);
        return null;
      }
      List<SourceRecord> records = new ArrayList<>();
      for (String line : lines) {
        records.add(sent(JSON.readTree(line)));
      }
      return records;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + file, e);
    }
  }

  /** Whole lines only: the last one may be in the midst of being written. */
  private List<String> newLines() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(Math.max(0, position));
      bytes = in.readAllBytes();
    }
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    List<String> lines = new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    int sent = position < 0 && stored != null ? behind(lines, stored) : 0;
    position = Math.max(0, position) + end;
    return lines.subList(sent, lines.size());
  }

  private static int behind(List<String> lines, Map<String, Object> offset) throws IOException {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (JSON.valueToTree(offset).equals(JSON.readTree(lines.get(i)).path("offset"))) {
        return i + 1;
      }
    }
    throw new IllegalStateException("No line has the stored offset " + offset);
  }

  private SourceRecord sent(JsonNode line) throws IOException {
    ConnectHeaders headers = new ConnectHeaders();
    var given = line.path("headers").fields();
    while (given.hasNext()) {
      var header = given.next();
      headers.add(
          header.getKey(),
          new SchemaAndValue(null, JSON.readValue(header.getValue().asText(), Object.class)));
    }
    return new SourceRecord(
        partition,
        JSON.convertValue(line.path("offset"), new TypeReference<Map<String, Object>>() {}),
        line.path("topic").asText(),
        null,
        null,
        line.path("key").isNull() ? null : JSON.readValue(line.path("key").asText(), Object.class),
        null,
        JSON.readValue(line.path("value").asText(), Object.class),
        null,
        headers);
  }

  @Override
  public void stop() {
    position = -1;
  }

  @Override
  public String version() {
    return "3.6.1.Final";
  }
}
