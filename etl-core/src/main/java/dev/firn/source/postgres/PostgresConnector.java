package dev.firn.source.postgres;

import dev.firn.source.ConnectorOptions;
import dev.firn.source.postgres.connect.CaptureNames;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Debezium's connector for PostgreSQL is told. */
final class PostgresConnector {

  private PostgresConnector() {}

  /**
   * @param sessionOptions that the text forms of values depend on
   */
  static ConnectorOptions options(CaptureNames names, String sessionOptions) {
    // The slot stands at the load's read point. Which of the schema's tables are streamed is the
    // publication's choice.
    Map<String, String> capture = new LinkedHashMap<>();
    capture.put("plugin.name", "pgoutput");
    capture.put("slot.name", names.slot());
    capture.put("slot.drop.on.stop", "false");
    capture.put("publication.name", names.publication());
    capture.put("publication.autocreate.mode", "disabled");
    capture.put("snapshot.mode", "no_data");
    capture.put("offset.mismatch.strategy", "trust_offset");

    Map<String, String> values = new LinkedHashMap<>();
    values.put("decimal.handling.mode", "string");
    values.put("time.precision.mode", "microseconds");
    values.put("interval.handling.mode", "string");
    values.put("hstore.handling.mode", "json");
    values.put("binary.handling.mode", "bytes");
    values.put("include.unknown.datatypes", "true");

    Map<String, String> heartbeat = new LinkedHashMap<>();
    heartbeat.put(
        "heartbeat.action.query",
        "SELECT pg_catalog.pg_logical_emit_message(false, 'firn-heartbeat',"
            + " pg_catalog.now()::pg_catalog.text)");
    heartbeat.put("message.prefix.exclude.list", "firn-heartbeat");
    return new ConnectorOptions(
        "io.debezium.connector.postgresql.PostgresConnector",
        Map.of("driver.options", sessionOptions),
        capture,
        values,
        heartbeat);
  }
}
