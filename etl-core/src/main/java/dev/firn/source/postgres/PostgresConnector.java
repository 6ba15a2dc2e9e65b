package dev.firn.source.postgres;

import dev.firn.config.SourceConfig;
import dev.firn.config.TlsOptions;
import dev.firn.config.binding.Secret;
import dev.firn.source.ConnectorOptions;
import dev.firn.source.postgres.connect.CaptureNames;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Debezium's connector for PostgreSQL is told. */
final class PostgresConnector {

  private PostgresConnector() {}

  /**
   * Of the same certificates, at the places where the worker has them; a reference to the password
   * of the key, never the password.
   */
  static Map<String, String> tls(SourceConfig source) {
    TlsOptions tls = source.connection().tls();
    Map<String, String> settings = new LinkedHashMap<>();
    if (!tls.mode().equals(TlsOptions.PREFER)) {
      settings.put("database.sslmode", tls.mode());
    }
    Secret key = tls.key();
    put(settings, "sslrootcert", tls.rootCertificate(), tls.onWorker().rootCertificate());
    put(settings, "sslcert", tls.certificate(), tls.onWorker().certificate());
    put(settings, "sslkey", key == null ? null : key.reveal(), tls.onWorker().key());
    Secret password = tls.keyPassword();
    if (password != null) {
      settings.put(
          "database.sslpassword",
          "${env:" + password.findVariable().orElse(source.workerVariable("SSLPASSWORD")) + "}");
    }
    return settings;
  }

  /** A text has no path; the worker must have a file of it, and the user has said where. */
  private static void put(
      Map<String, String> settings, String name, @Nullable String here, @Nullable String there) {
    String path = there == null && here != null && here.startsWith("/") ? here : there;
    if (here != null && path != null) {
      settings.put("database." + name, path);
    }
  }

  /**
   * @param tls what it is told of TLS
   * @param sessionOptions that the text forms of values depend on
   */
  static ConnectorOptions options(
      CaptureNames names, Map<String, String> tls, String sessionOptions) {
    Map<String, String> session = new LinkedHashMap<>(tls);
    session.put("driver.options", sessionOptions);

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
        "io.debezium.connector.postgresql.PostgresConnector", session, capture, values, heartbeat);
  }
}
