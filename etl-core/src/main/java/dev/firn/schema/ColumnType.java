package dev.firn.schema;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * All that a type of a source database means: what the lake makes of it, and how each way on which
 * its values come is read, so that a row loaded and the same row streamed are equal.
 *
 * <p>There is one class for each type or family, found in the {@link TypeSystem} of its database.
 * An instance knows what a column's declaration says; equal ones treat all values alike.
 *
 * <p>Values are Spark's external ones: {@link java.time.LocalDate}, {@link java.time.Instant},
 * {@link java.math.BigDecimal}, ….
 */
public interface ColumnType extends Serializable {

  DatabaseType database();

  /** The name that contracts keep, which therefore never changes. */
  String rule();

  DataType lakeType();

  /** What stands in the lake, for people. */
  String form();

  /** What of a declared type is lost or refused, or null if every value arrives as it is. */
  @Nullable String limit(DeclaredType declared);

  /**
   * Reads a value of an event as the load would have read it.
   *
   * @param parser at the value's token, which is neither NULL nor the placeholder; left at its last
   * @return the value, or {@link Unavailable#VALUE}
   * @throws RuntimeException if it is not what Debezium sends of the type, or has no place in the
   *     lake
   */
  Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException;

  /**
   * Reads a value of the text that the source's catalog has of it.
   *
   * @throws RuntimeException if the lake has no place for it, or if such texts are not read
   */
  Object ofText(String text);

  /** The settings of a connector that say what values of the type look like in its events. */
  default List<ConnectorSetting> connectorSettings() {
    return List.of();
  }

  /** True if {@link #keyText} names exactly one value, whatever the settings of the server. */
  boolean namesRows();

  /** True if no two values that the source takes for different ones are the same in the lake. */
  default boolean keepsApart() {
    return true;
  }

  /** The text of which the source makes the value again. */
  String keyText(Object value);

  /** True if every value is one of the later type too, and events write it so that both read it. */
  default boolean widensTo(ColumnType later) {
    return false;
  }

  /**
   * True if values keep their form when a column of one type that is carried alike is made one of
   * another and its rows are not written anew.
   */
  default boolean keepsForm(DeclaredType before, DeclaredType after) {
    return true;
  }

  /** The ways in which values can be sent in the form of others. */
  default List<AmbiguousEncoding> ambiguities() {
    return List.of();
  }

  /** What a decoded value may have been at the source, or null if it is what it seems. */
  default @Nullable AmbiguousEncoding ambiguityOf(Object value) {
    return null;
  }
}
