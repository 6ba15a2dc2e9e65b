package dev.firn.source.postgres.copy;

import dev.firn.source.postgres.wire.SentBytes;
import dev.firn.source.postgres.wire.SentForm;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Some columns of a row in the bytes in which {@code record_send} sends them: how many there are,
 * and of each its type, its length and its value.
 */
final class SentRow implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int[] ordinals;
  private final int[] objects;
  private final SentForm[] forms;

  /**
   * A column.
   *
   * @param object the number of its type
   */
  record Column(int ordinal, int object, SentForm form) {}

  SentRow(List<Column> columns) {
    this.ordinals = columns.stream().mapToInt(Column::ordinal).toArray();
    this.objects = columns.stream().mapToInt(Column::object).toArray();
    this.forms = columns.stream().map(Column::form).toArray(SentForm[]::new);
  }

  /** Writes them where something else was before. */
  void write(InternalRow row, SentBytes bytes) {
    bytes.clear();
    bytes.int32(ordinals.length);
    for (int i = 0; i < ordinals.length; i++) {
      bytes.int32(objects[i]);
      if (row.isNullAt(ordinals[i])) {
        bytes.int32(-1);
      } else {
        int at = bytes.beginValue();
        forms[i].write(row, ordinals[i], bytes);
        bytes.endValue(at);
      }
    }
  }
}
