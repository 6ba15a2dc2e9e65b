package dev.firn.schema;

import dev.firn.model.DeclaredType;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * How one source column is read, streamed and stored.
 *
 * @param column the name at the source, as events carry it
 * @param lakeColumn the name in the lake
 */
public record ColumnMapping(String column, String lakeColumn, DeclaredType type, ValueRule rule)
    implements Serializable {

  public DataType sparkType() {
    return rule.sparkType(type);
  }

  /** The lake column; always optional, because a source may drop NOT NULL at any time. */
  public StructField field() {
    return DataTypes.createStructField(lakeColumn, sparkType(), true);
  }
}
