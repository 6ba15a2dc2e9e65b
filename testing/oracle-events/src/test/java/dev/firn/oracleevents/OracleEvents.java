package dev.firn.oracleevents;

import io.debezium.DebeziumException;
import io.debezium.config.Configuration;
import io.debezium.connector.oracle.OracleConnection;
import io.debezium.connector.oracle.OracleConnectorConfig;
import io.debezium.connector.oracle.OracleDefaultValueConverter;
import io.debezium.connector.oracle.OracleValueConverters;
import io.debezium.connector.oracle.antlr.OracleDdlParser;
import io.debezium.connector.oracle.logminer.parser.LogMinerDmlParser;
import io.debezium.jdbc.JdbcConfiguration;
import io.debezium.relational.Column;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import io.debezium.relational.TableSchemaBuilder;
import io.debezium.relational.Tables;
import io.debezium.schema.SchemaNameAdjuster;
import io.debezium.schema.SchemaTopicNamingStrategy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import oracle.sql.CharacterSet;
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

  private final OracleConnectorConfig config;
  private final OracleDdlParser ddl;
  private final TableSchemaBuilder schemas;
  private final JsonConverter json = new JsonConverter();
  private final Tables tables = new Tables();
  private int made;

  /** The connection of which only the character sets are asked. */
  private static final class NoConnection extends OracleConnection {
    NoConnection(Configuration settings) {
      super(
          JdbcConfiguration.adapt(settings),
          any -> {
            throw new SQLException("there is no server");
          },
          false);
    }

    @Override
    public CharacterSet getDatabaseCharacterSet() {
      return CharacterSet.make(CharacterSet.AL32UTF8_CHARSET);
    }

    @Override
    public CharacterSet getNationalCharacterSet() {
      return CharacterSet.make(CharacterSet.AL16UTF16_CHARSET);
    }
  }

  /** What an event has of a column. */
  record Value(String schema, String json) {}

  OracleEvents() {
    Configuration settings = Configuration.from(SETTINGS);
    config = new OracleConnectorConfig(settings);
    OracleConnection connection = new NoConnection(settings);
    OracleValueConverters converters = new OracleValueConverters(config, connection);
    ddl = new OracleDdlParser(converters);
    ddl.setCurrentDatabase("ORCL");
    ddl.setCurrentSchema("APP");
    schemas =
        new TableSchemaBuilder(
            converters,
            new OracleDefaultValueConverter(converters, connection),
            SchemaNameAdjuster.NO_OP,
            new CustomConverterRegistry(List.of()),
            config.getSourceInfoStructMaker().schema(),
            Column::name,
            false,
            config.getEventConvertingFailureHandlingMode());
    json.configure(Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
  }

  /**
   * @param type as in CREATE TABLE
   * @param redo the value as LogMiner writes it
   */
  Value of(String type, String redo) {
    String name = "T" + made++;
    try {
      ddl.parse(
          "CREATE TABLE \"APP\".\"%s\" (ID NUMBER(9,0) PRIMARY KEY, C %s);".formatted(name, type),
          tables);
      Table table = tables.forTable(new TableId("ORCL", "APP", name));
      TableSchema schema =
          schemas.create(SchemaTopicNamingStrategy.create(config), table, null, null, null);
      String insert =
          "insert into \"APP\".\"%s\"(\"ID\",\"C\") values ('1',%s);".formatted(name, redo);
      Struct after =
          schema.valueFromColumnData(
              new LogMinerDmlParser(config).parse(insert, table).getNewValues());
      Field field = schema.valueSchema().field("C");
      String kind =
          field == null
              ? "ABSENT"
              : field.schema().type()
                  + (field.schema().name() == null ? "" : " " + field.schema().name());
      byte[] event = json.fromConnectData("prod.APP." + name, schema.valueSchema(), after);
      return new Value(kind, new String(event, StandardCharsets.UTF_8));
    } catch (DebeziumException | NullPointerException e) {
      return new Value(STOPS, "");
    }
  }
}
