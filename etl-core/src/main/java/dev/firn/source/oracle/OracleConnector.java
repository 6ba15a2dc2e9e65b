package dev.firn.source.oracle;

import dev.firn.source.ConnectorOptions;
import dev.firn.source.oracle.connect.OracleEndpoint;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Debezium's connector for Oracle is told. */
final class OracleConnector {

  private OracleConnector() {}

  /**
   * What the server calls itself.
   *
   * @param database the database, or its root container
   * @param pluggable the pluggable database with the tables; empty if there is none
   */
  record Names(String database, String pluggable) {}

  /**
   * Where the connector keeps how tables looked, which it needs to read the log of that time.
   *
   * @param topic for this connector alone, of one partition, kept for ever
   */
  record SchemaHistory(String bootstrapServers, String topic) {}

  static ConnectorOptions options(OracleEndpoint endpoint, Names names, SchemaHistory history) {
    Map<String, String> session = new LinkedHashMap<>();
    session.put("database.url", endpoint.url());
    session.put("database.dbname", names.database());
    if (!names.pluggable().isEmpty()) {
      session.put("database.pdb.name", names.pluggable());
    }
    session.put("database.connection.adapter", "logminer");

    Map<String, String> capture = new LinkedHashMap<>();
    capture.put("snapshot.mode", "no_data");
    // The other strategies read older log by what tables look like now, or leave out large values.
    capture.put("log.mining.strategy", "redo_log_catalog");
    // Otherwise transactions that are open when the connector starts are dropped without a word.
    capture.put("internal.log.mining.transaction.snapshot.boundary.mode", "all");
    // Otherwise a transaction that lasts longer is dropped as a whole.
    capture.put("log.mining.transaction.retention.ms", "0");
    capture.put("schema.history.internal.kafka.bootstrap.servers", history.bootstrapServers());
    capture.put("schema.history.internal.kafka.topic", history.topic());

    Map<String, String> values = new LinkedHashMap<>();
    values.put("lob.enabled", "true");
    values.put("decimal.handling.mode", "string");
    values.put("time.precision.mode", "microseconds");
    values.put("interval.handling.mode", "string");
    values.put("binary.handling.mode", "bytes");
    return new ConnectorOptions(
        "io.debezium.connector.oracle.OracleConnector", session, capture, values, Map.of());
  }
}
