package dev.firn.source.oracle.catalog;

import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.source.oracle.type.OracleTypes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column as the dictionary has it.
 *
 * @param declaration all that the dictionary says of its type, in one text
 * @param bytes that a value takes at most, without large values
 * @param leftOut why it is not carried, or null
 */
record DictionaryColumn(
    String table,
    String name,
    DeclaredType type,
    String declaration,
    int bytes,
    boolean generated,
    @Nullable String leftOut) {

  /** Owners of types that are known by their own name alone. */
  private static final Set<String> SYSTEM = Set.of("SYS", "PUBLIC", "MDSYS", "XDB");

  /** What a column is called after ALTER TABLE … SET UNUSED. */
  private static final Pattern UNUSED = Pattern.compile("SYS_C\\d+_\\d+:\\d+:\\d+\\$");

  static DictionaryColumn of(ResultSet row) throws SQLException {
    String name = row.getString("COLUMN_NAME");
    String dataType = Dictionary.text(row, "DATA_TYPE");
    String owner = Dictionary.text(row, "DATA_TYPE_OWNER");
    Integer precision = Dictionary.number(row, "DATA_PRECISION");
    Integer scale = Dictionary.number(row, "DATA_SCALE");
    Integer length = Dictionary.number(row, "DATA_LENGTH");
    boolean hidden = Dictionary.isYes(row, "HIDDEN_COLUMN");
    // A column of an object type is called virtual too: what it is made of is stored, in others.
    boolean generated = Dictionary.isYes(row, "VIRTUAL_COLUMN") && owner.isEmpty();
    boolean byUser = Dictionary.isYes(row, "USER_GENERATED");
    return new DictionaryColumn(
        row.getString("TABLE_NAME"),
        name,
        OracleTypes.declared(
            owner.isEmpty() || SYSTEM.contains(owner) ? dataType : owner + "." + dataType,
            precision,
            scale),
        "%s %s %s %s %s %s"
            .formatted(
                owner, dataType, precision, scale, length, Dictionary.number(row, "CHAR_LENGTH")),
        length == null ? 0 : length,
        generated,
        reason(name, hidden, byUser, generated));
  }

  /**
   * How long values are at most, of what {@link #declaration} says.
   *
   * @param declaration as the identity of a column keeps it
   */
  static long bytesOf(String declaration) {
    String[] parts = declaration.split(" ", -1);
    String length = parts.length < 2 ? "" : parts[parts.length - 2];
    return length.chars().allMatch(Character::isDigit) && !length.isEmpty()
        ? Long.parseLong(length)
        : 0;
  }

  private static @Nullable String reason(
      String name, boolean hidden, boolean byUser, boolean generated) {
    if (UNUSED.matcher(name).matches()) {
      return "it is unused";
    }
    if (hidden && !byUser) {
      return "it is the server's own";
    }
    return generated ? "it is virtual, so that no event carries it" : null;
  }

  /** An invisible one is carried: events have it. */
  boolean isCarried() {
    return leftOut == null;
  }

  Column column() {
    return new Column(name, type, null);
  }
}
