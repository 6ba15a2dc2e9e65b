package dev.firn.bulkload.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bulkload.error.BulkLoadErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a connector as the JSON that Kafka Connect takes with one POST. */
public final class ConnectorConfigFile {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorConfigFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  public ConnectorConfigFile(Path directory) {
    this.directory = directory;
  }

  /** Looks before a load whether the file can be written after it. */
  public void requireWritable() {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, "debezium_", ".tmp"));
    } catch (IOException e) {
      throw BulkLoadErrors.connectorFileCannotBeWritten(directory, e);
    }
  }

  /**
   * True if a connector that was made with the file of an earlier load would read other tables or
   * columns, so that it must be deployed again.
   */
  public boolean filtersOtherwise(ConnectorConfig connector) {
    try {
      JsonNode earlier = JSON.readTree(Files.readString(file(connector))).path("config");
      return ConnectorConfig.FILTERS.stream()
          .anyMatch(
              filter ->
                  !earlier
                      .path(filter)
                      .asText()
                      .equals(connector.settings().getOrDefault(filter, "")));
    } catch (IOException e) {
      return false;
    }
  }

  private Path file(ConnectorConfig connector) {
    String source = connector.name().replaceAll("-cdc$", "");
    return directory.resolve("debezium_" + source + "_cdc.json");
  }

  /** Replaces the file as a whole, so that nobody reads half of it. */
  public Path write(ConnectorConfig connector) {
    ObjectNode root = JSON.createObjectNode();
    root.put("name", connector.name());
    ObjectNode config = root.putObject("config");
    connector.settings().forEach(config::put);
    Path file = file(connector);
    Path draft = directory.resolve(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(directory);
      Files.writeString(
          draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw BulkLoadErrors.connectorFileCannotBeWritten(file, e);
    }
    LOG.info("Wrote {}", file);
    return file;
  }
}
