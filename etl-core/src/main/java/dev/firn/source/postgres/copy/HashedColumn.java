package dev.firn.source.postgres.copy;

import dev.firn.source.postgres.wire.SentBytes;
import dev.firn.source.postgres.wire.SentForm;
import dev.firn.source.postgres.wire.ServerHash;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * A column as the server hashes it: the bytes in which it sends a value, or the value itself where
 * that is a number of at most 32 bits. Of no other type the server's own hash is asked, because it
 * is the same for values that differ: numbers with a sign and without, zeros with a sign, blanks.
 *
 * @param selected the SQL that selects it
 * @param type the number of its type at the server
 * @param sending the function that sends the type
 */
record HashedColumn(int ordinal, SentForm form, String selected, int type, String sending)
    implements Serializable {

  private static final int BOOL = 16;
  private static final int BYTEA = 17;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int VARCHAR = 1043;
  private static final int DATE = 1082;

  private boolean isNumber() {
    return type == BOOL || type == INT2 || type == INT4 || type == DATE;
  }

  /**
   * What the server is told to hash.
   *
   * @param isUnicode true if it keeps texts as it sends them
   */
  String sql(boolean isUnicode) {
    if (isNumber() || type == BYTEA) {
      return selected;
    }
    if (isUnicode && (type == TEXT || type == VARCHAR)) {
      // Other collations have texts that are equal and not the same.
      return "(" + selected + ") COLLATE pg_catalog.\"C\"";
    }
    return sending + "(" + selected + ")";
  }

  /**
   * The server's hash.
   *
   * @param values of a row by column, or of a column by row
   * @param at where the value is
   * @param bytes to be written to
   */
  long hash(SpecializedGetters values, int at, SentBytes bytes, ServerHash hash) {
    if (values.isNullAt(at)) {
      return 0;
    }
    bytes.clear();
    form.write(values, at, bytes);
    return isNumber() ? hash.of(bytes.number()) : hash.of(bytes);
  }
}
