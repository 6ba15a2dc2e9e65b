package dev.firn.oracleevents;

import io.debezium.DebeziumException;
import io.debezium.connector.oracle.logminer.parser.LogMinerDmlParser;
import io.debezium.relational.Table;
import io.debezium.relational.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;

/**
 * Debezium's Oracle connector without a server: its parser of DDL, its parser of what LogMiner
 * writes, and its converters, with the settings that keep values exact.
 */
final class OracleEvents {

  /** What stands for a value at which the connector stops. */
  static final String STOPS = "STOPS";

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("topic.prefix", "prod"),
          Map.entry("database.dbname", "ORCL"),
          Map.entry("database.hostname", "nowhere"),
          Map.entry("database.user", "nobody"),
          Map.entry("decimal.handling.mode", "string"),
          Map.entry("time.precision.mode", "microseconds"),
          Map.entry("interval.handling.mode", "string"),
          Map.entry("binary.handling.mode", "bytes"),
          Map.entry("lob.enabled", "true"),
          Map.entry("unavailable.value.placeholder", "__firn_unavailable_value"),
          Map.entry("event.converting.failure.handling.mode", "fail"));

  private OfflineConnector connector = new OfflineConnector(SETTINGS);
  private final JsonConverter json = new JsonConverter();
  private int made;

  /** What an event has of a column. */
  record Value(String schema, String json) {}

  OracleEvents() {
    json.configure(Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
  }

  /**
   * @param type as in CREATE TABLE
   * @param redo the value as LogMiner writes it
   */
  Value of(String type, String redo) {
    try {
      return value(type, redo);
    } catch (DebeziumException e) {
      return new Value(STOPS, "");
    } catch (NullPointerException e) {
      return byAnother(type, redo);
    }
  }

  /** Its cache of names fails at the second column of a type that it does not know. */
  private Value byAnother(String type, String redo) {
    connector.schema().close();
    connector = new OfflineConnector(SETTINGS);
    try {
      return value(type, redo);
    } catch (DebeziumException | NullPointerException e) {
      return new Value(STOPS, "");
    }
  }

  private Value value(String type, String redo) {
    String name = "T" + made++;
    connector.define(
        "APP",
        "CREATE TABLE \"APP\".\"%s\" (ID NUMBER(9,0) PRIMARY KEY, C %s);".formatted(name, type));
    Table table = connector.table("APP", name);
    TableSchema schema = connector.schema().schemaFor(table.id());
    String insert =
        "insert into \"APP\".\"%s\"(\"ID\",\"C\") values ('1',%s);".formatted(name, redo);
    Struct after =
        schema.valueFromColumnData(
            new LogMinerDmlParser(connector.config()).parse(insert, table).getNewValues());
    Field field = schema.valueSchema().field("C");
    String kind =
        field == null
            ? "ABSENT"
            : field.schema().type()
                + (field.schema().name() == null ? "" : " " + field.schema().name());
    byte[] event = json.fromConnectData("prod.APP." + name, schema.valueSchema(), after);
    return new Value(kind, new String(event, StandardCharsets.UTF_8));
  }
}
