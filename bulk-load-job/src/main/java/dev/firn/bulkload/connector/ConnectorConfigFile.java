package dev.firn.bulkload.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.files.Directory;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a connector as the JSON that Kafka Connect takes with one POST. */
public final class ConnectorConfigFile {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorConfigFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Directory directory;

  public ConnectorConfigFile(Directory directory) {
    this.directory = directory;
  }

  /** Looks before a load whether the file can be written after it. */
  public void requireWritable() {
    try {
      directory.requireWritable();
    } catch (IOException e) {
      throw BulkLoadErrors.connectorFileCannotBeWritten(directory.toString(), e);
    }
  }

  /**
   * True if a connector that was made with the file of an earlier load would read other tables or
   * columns, so that it must be deployed again.
   */
  public boolean filtersOtherwise(ConnectorConfig connector) {
    try (InputStream in = directory.open(name(connector))) {
      JsonNode earlier = JSON.readTree(in).path("config");
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

  private static String name(ConnectorConfig connector) {
    String source = connector.name().replaceAll("-cdc$", "");
    return "debezium_" + source + "_cdc.json";
  }

  /** Says where it is, as the user would type it. */
  public String write(ConnectorConfig connector) {
    ObjectNode root = JSON.createObjectNode();
    root.put("name", connector.name());
    ObjectNode config = root.putObject("config");
    connector.settings().forEach(config::put);
    String file = directory.locate(name(connector));
    try {
      directory.write(
          name(connector), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    } catch (IOException e) {
      throw BulkLoadErrors.connectorFileCannotBeWritten(file, e);
    }
    LOG.info("Wrote {}", file);
    return file;
  }
}
