package dev.firn.oracleevents;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.oracle.OracleConnection;
import io.debezium.connector.oracle.OracleConnectorConfig;
import io.debezium.connector.oracle.OracleDatabaseSchema;
import io.debezium.connector.oracle.OracleDefaultValueConverter;
import io.debezium.connector.oracle.OracleTaskContext;
import io.debezium.connector.oracle.OracleValueConverters;
import io.debezium.connector.oracle.StreamingAdapter.TableNameCaseSensitivity;
import io.debezium.jdbc.JdbcConfiguration;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.history.MemorySchemaHistory;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oracle.sql.CharacterSet;

/** What a task of the connector knows: its settings, and how tables look. */
final class OfflineConnector {

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

  private final OracleConnectorConfig config;
  private final OracleDatabaseSchema schema;

  /**
   * @param settings as Connect is told them
   */
  OfflineConnector(Map<String, String> settings) {
    Map<String, String> offline = new HashMap<>(settings);
    offline.put("schema.history.internal", MemorySchemaHistory.class.getName());
    Configuration all = Configuration.from(offline);
    config = new OracleConnectorConfig(all);
    OracleConnection connection = new NoConnection(all);
    OracleValueConverters converters = new OracleValueConverters(config, connection);
    schema =
        new OracleDatabaseSchema(
            config,
            converters,
            new OracleDefaultValueConverter(converters, connection),
            config.schemaNameAdjuster(),
            config.getTopicNamingStrategy(CommonConnectorConfig.TOPIC_NAMING_STRATEGY),
            TableNameCaseSensitivity.SENSITIVE,
            false,
            new CustomConverterRegistry(List.of()),
            new OracleTaskContext(all, config));
  }

  OracleConnectorConfig config() {
    return config;
  }

  OracleDatabaseSchema schema() {
    return schema;
  }

  /**
   * Parses a statement of DDL as one that was found in the log.
   *
   * @param owner the schema of the database
   */
  void define(String owner, String ddl) {
    var parser = schema.getDdlParser();
    parser.setCurrentDatabase(config.getCatalogName());
    parser.setCurrentSchema(owner);
    parser.parse(ddl, schema.getTables());
    for (TableId changed : schema.getTables().drainChanges()) {
      Table table = schema.tableFor(changed);
      if (table != null) {
        schema.refresh(table);
      }
    }
  }

  /**
   * @param owner the schema of the database
   */
  Table table(String owner, String name) {
    Table table = schema.tableFor(new TableId(config.getCatalogName(), owner, name));
    if (table == null) {
      throw new IllegalArgumentException("No table " + owner + "." + name + " was defined");
    }
    return table;
  }
}
