package dev.firn.source.postgres.type;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnType;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import org.jspecify.annotations.Nullable;

/** A type of PostgreSQL, which is loaded with COPY BINARY and streamed by Debezium. */
public interface PostgresType extends ColumnType {

  /** The form in which the load selects values, alone and as elements of arrays. */
  CopyForm copyForm();

  /**
   * Reads what is selected.
   *
   * @param refusal what to throw of values for which the lake has no place
   */
  CopyField field(Refusal refusal);

  /**
   * The SQL that the load selects for a column.
   *
   * @param name of the column, quoted
   */
  default String selected(String name) {
    return copyForm().select(name);
  }

  /** What is selected, made of a value of the lake again; null if that cannot be told of it. */
  default @Nullable SentForm sentForm() {
    return null;
  }

  @Override
  default DatabaseType database() {
    return DatabaseType.POSTGRESQL;
  }

  @Override
  default @Nullable String limit(DeclaredType declared) {
    return null;
  }

  @Override
  default String keyText(Object value) {
    return value.toString();
  }
}
