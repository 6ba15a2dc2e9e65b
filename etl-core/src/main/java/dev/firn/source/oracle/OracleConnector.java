package dev.firn.source.oracle;

import dev.firn.source.ConnectorOptions;
import dev.firn.source.oracle.catalog.DatabaseNames;
import dev.firn.source.oracle.connect.OracleEndpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What Debezium's connector for Oracle is told. */
final class OracleConnector {

  static final String ROOT_URL = "ROOT_URL";
  static final String ROOT_USER = "ROOT_USER";
  static final String ROOT_PASSWORD = "ROOT_PASSWORD";

  /**
   * Whose alterations Debezium passes over: by default SYS and SYSTEM, a TRUNCATE of theirs too. An
   * empty value would be the default.
   */
  static final String ALTERATIONS_OF = "internal.log.mining.schema_changes.username.exclude.list";

  /** A name that nobody has. */
  static final String NOBODY = "FIRN_NOBODY";

  private OracleConnector() {}

  private static String reference(UnaryOperator<String> variable, String what) {
    return "${env:" + variable.apply(what) + "}";
  }

  /**
   * Where the connector keeps how tables looked, which it needs to read the log of that time.
   *
   * @param topic for this connector alone, of one partition, kept for ever
   */
  record SchemaHistory(String bootstrapServers, String topic) {}

  /**
   * LogMiner reads the log of the root container, where the user of a pluggable database is nobody:
   * the worker is asked for another one, and for the way there.
   *
   * @param variable of the worker, by what is in it
   */
  static ConnectorOptions options(
      OracleEndpoint endpoint,
      DatabaseNames names,
      SchemaHistory history,
      UnaryOperator<String> variable) {
    Map<String, String> session = new LinkedHashMap<>();
    session.put("database.url", endpoint.url());
    session.put("database.dbname", names.database());
    if (!names.pluggable().isEmpty()) {
      session.put("database.url", reference(variable, ROOT_URL));
      session.put("database.user", reference(variable, ROOT_USER));
      session.put("database.password", reference(variable, ROOT_PASSWORD));
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
    capture.put(ALTERATIONS_OF, NOBODY);
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
