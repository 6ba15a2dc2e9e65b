package io.debezium.connector.oracle;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

  /** Lines that were sent, or that are not to be sent again. */
  private int done;

  @Override
  public void start(Map<String, String> settings) {
    String prefix = Objects.requireNonNull(settings.get("topic.prefix"));
    file = Path.of(Objects.requireNonNull(System.getenv("FIRN_REDO"))).resolve(prefix);
    partition = Map.of("server", prefix);
    stored = context.offsetStorageReader().offset(partition);
    done = -1;
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    try {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (done < 0) {
        done = stored == null ? 0 : behind(lines, stored);
      }
      if (done >= lines.size()) {
        Thread.sleep(PAUSE_MILLIS);
        return null;
      }
      List<SourceRecord> records = new ArrayList<>();
      for (String line : lines.subList(done, lines.size())) {
        records.add(sent(JSON.readTree(line)));
      }
      done = lines.size();
      return records;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + file, e);
    }
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
    done = -1;
  }

  @Override
  public String version() {
    return "3.6.1.Final";
  }
}
