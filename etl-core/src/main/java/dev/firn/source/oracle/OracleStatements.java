package dev.firn.source.oracle;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.oracle.catalog.DictionaryStatements;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.health.HealthStatements;
import dev.firn.source.oracle.read.ReadStatements;
import dev.firn.source.oracle.type.OracleTypes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every statement that Firn can send to an Oracle server of a release, listed in one place: those
 * that are always the same as they are, those that read rows of tables for a table of each kind.
 */
public final class OracleStatements {

  private OracleStatements() {}

  /**
   * @param table of which rows are read
   */
  public static Map<String, String> all(OracleVersion server, TableSchema table) {
    Map<String, String> all = new LinkedHashMap<>(SourceStatements.all(server));
    all.putAll(DictionaryStatements.all(server));
    all.putAll(HealthStatements.all(server));
    TableMapping mapping = new SchemaMapper(UnknownTypes.SKIP_COLUMN, new OracleTypes()).map(table);
    all.putAll(ReadStatements.all(mapping, new TableId(table.id().schema(), table.id().name())));
    return all;
  }
}
