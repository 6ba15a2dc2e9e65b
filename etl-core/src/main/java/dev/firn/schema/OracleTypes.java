package dev.firn.schema;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which rule carries which type of Oracle. None of it was seen on a live server: what events look
 * like comes from Debezium's own parser and converters, which run without one ({@code
 * oracle-events.txt} of the local stack).
 */
public final class OracleTypes implements TypeRules {

  static final OracleTypes RULES = new OracleTypes();

  private static final int MICROSECONDS = 6;
  private static final int MAX_DIGITS = 38;

  private static final String EMPTY_IS_NULL = "an empty one is NULL, as Debezium sends it";

  private static final KnownTypes TYPES = new KnownTypes();

  /** Types whose scale is the number of digits of their seconds. */
  private static final Set<String> TIMES =
      Set.of(
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE",
          "TIMESTAMP WITH LOCAL TIME ZONE",
          "INTERVAL DAY TO SECOND");

  private static final Pattern WITH_DIGITS = Pattern.compile("\\(([0-9]+)\\)");

  static {
    String stops = "NaN and infinities stop the connector";
    TYPES.known(ValueRule.NUMBER_TEXT, null, "FLOAT");
    TYPES.known(ValueRule.REAL, stops, "BINARY_FLOAT");
    TYPES.known(ValueRule.DOUBLE, stops, "BINARY_DOUBLE");
    TYPES.known(ValueRule.TIMESTAMP, "days before Christ stop the connector", "DATE", "TIMESTAMP");
    TYPES.known(
        ValueRule.TIMESTAMP_WITH_ZONE,
        "the zone is not kept",
        "TIMESTAMP WITH TIME ZONE",
        "TIMESTAMP WITH LOCAL TIME ZONE");
    TYPES.known(ValueRule.INTERVAL_TEXT, null, "INTERVAL YEAR TO MONTH", "INTERVAL DAY TO SECOND");
    TYPES.known(ValueRule.TEXT, null, "CHAR", "NCHAR", "VARCHAR2", "NVARCHAR2", "ROWID");
    TYPES.known(ValueRule.TEXT, EMPTY_IS_NULL, "CLOB", "NCLOB");
    TYPES.known(ValueRule.TEXT, "the text may be another of the same meaning", "XMLTYPE");
    TYPES.known(ValueRule.BINARY, null, "RAW");
    TYPES.known(ValueRule.BINARY, EMPTY_IS_NULL, "BLOB");

    TYPES.notStreamed("Debezium does not send it (handle_long_columns)", "LONG", "LONG RAW");
    TYPES.notStreamed("Debezium does not send it", "UROWID", "BFILE", "BOOLEAN", "SDO_GEOMETRY");
    TYPES.notStreamed("Debezium cannot convert it and its connector stops", "JSON");
    TYPES.notStreamed("Debezium sends it in a form that is not known", "VECTOR");
  }

  private OracleTypes() {}

  @Override
  public DatabaseType database() {
    return DatabaseType.ORACLE;
  }

  static Map<String, TypeRule> known() {
    return TYPES.rules();
  }

  static Map<String, String> notStreamed() {
    return TYPES.notStreamed();
  }

  /**
   * A type as the dictionary has it.
   *
   * @param dataType such as {@code NUMBER} or {@code TIMESTAMP(6) WITH TIME ZONE}
   * @param precision DATA_PRECISION; of FLOAT in binary digits, of an interval of its first part
   * @param scale DATA_SCALE
   */
  public static DeclaredType declared(
      String dataType, @Nullable Integer precision, @Nullable Integer scale) {
    String name = dataType.replaceAll("\\([0-9]+\\)", "");
    if (name.equals("NUMBER")) {
      if (precision != null) {
        return new DeclaredType(name, precision, scale == null ? 0 : scale, false);
      }
      // INTEGER and its like: as many digits as there are.
      boolean whole = scale != null && scale == 0;
      return new DeclaredType(
          name,
          whole ? MAX_DIGITS : DeclaredType.UNDECLARED,
          scale == null ? DeclaredType.UNDECLARED : scale,
          false);
    }
    return TIMES.contains(name)
        ? new DeclaredType(name, DeclaredType.UNDECLARED, secondDigits(dataType, scale), false)
        : DeclaredType.of(name);
  }

  private static int secondDigits(String dataType, @Nullable Integer scale) {
    Matcher digits = WITH_DIGITS.matcher(dataType);
    int last = MICROSECONDS;
    while (digits.find()) {
      last = Integer.parseInt(digits.group(1));
    }
    return scale == null ? last : scale;
  }

  @Override
  public Optional<TypeRule> find(DeclaredType type) {
    if (type.name().equals("NUMBER")) {
      boolean sized = DecimalSize.of(type).isPresent();
      return Optional.of(new TypeRule(sized ? ValueRule.DECIMAL : ValueRule.NUMBER_TEXT, null));
    }
    return TYPES.find(type.name());
  }

  @Override
  public @Nullable String obstacle(DeclaredType type) {
    if (type.name().equals("NUMBER")
        && !type.hasPrecision()
        && type.scale() != DeclaredType.UNDECLARED) {
      return "Debezium takes NUMBER(*,s) for whole numbers, and its connector stops at a fraction;"
          + " declare it as NUMBER(38,s)";
    }
    if (TIMES.contains(type.name()) && type.scale() > MICROSECONDS) {
      return "Debezium cuts what is smaller than a microsecond";
    }
    String known = TYPES.obstacle(type.name());
    return known == null && find(type).isEmpty() ? "Debezium does not send it" : known;
  }
}
