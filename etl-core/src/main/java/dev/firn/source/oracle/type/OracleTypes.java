package dev.firn.source.oracle.type;

import dev.firn.error.CoreErrors;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ColumnType;
import dev.firn.schema.DecimalSize;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.TypeSystem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which class carries which type of Oracle. None of it was seen on a live server: what events look
 * like comes from Debezium's own parser and converters, which run without one ({@code
 * oracle-events.txt} of the local stack).
 */
public final class OracleTypes implements TypeSystem {

  static final String EMPTY_IS_NULL = "an empty one is NULL, as Debezium sends it";

  private static final int MICROSECONDS = 6;
  private static final int MAX_DIGITS = 38;

  /** Types whose scale is the number of digits of their seconds. */
  private static final Set<String> TIMES =
      Set.of(
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE",
          "TIMESTAMP WITH LOCAL TIME ZONE",
          "INTERVAL DAY TO SECOND");

  private static final Pattern WITH_DIGITS = Pattern.compile("\\(([0-9]+)\\)");

  private static final Map<String, OracleType> BY_NAME = new LinkedHashMap<>();
  private static final Map<String, String> NOT_STREAMED = new LinkedHashMap<>();

  static {
    carry(new NumberTextType(), "FLOAT");
    carry(BinaryFloatType.REAL, "BINARY_FLOAT");
    carry(BinaryFloatType.DOUBLE, "BINARY_DOUBLE");
    carry(new TimestampType(), "DATE", "TIMESTAMP");
    carry(new ZonedTimestampType(), "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE");
    carry(new IntervalType(), "INTERVAL YEAR TO MONTH", "INTERVAL DAY TO SECOND");
    carry(new CharacterType(), "CHAR", "NCHAR", "VARCHAR2", "NVARCHAR2", "ROWID");
    carry(new CharacterType(), "CLOB", "NCLOB", "XMLTYPE");
    carry(new BinaryType(), "RAW", "BLOB");

    notStreamed("Debezium does not send it (handle_long_columns)", "LONG", "LONG RAW");
    notStreamed("Debezium does not send it", "UROWID", "BFILE", "BOOLEAN", "SDO_GEOMETRY");
    notStreamed("Debezium cannot convert it and its connector stops", "JSON");
    notStreamed("Debezium sends it in a form that is not known", "VECTOR");
  }

  private static void carry(OracleType type, String... names) {
    for (String name : names) {
      BY_NAME.put(name, type);
    }
  }

  private static void notStreamed(String reason, String... names) {
    for (String name : names) {
      NOT_STREAMED.put(name, reason);
    }
  }

  @Override
  public DatabaseType database() {
    return DatabaseType.ORACLE;
  }

  @Override
  public List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  @Override
  public Map<String, String> notStreamed() {
    return Collections.unmodifiableMap(NOT_STREAMED);
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
  public Optional<ColumnType> find(DeclaredType type) {
    return type.name().equals("NUMBER")
        ? Optional.of(number(type))
        : Optional.ofNullable(BY_NAME.get(type.name()));
  }

  private static ColumnType number(DeclaredType type) {
    return DecimalSize.of(type)
        .<ColumnType>map(size -> new NumberDecimalType(size.precision(), size.scale(), null))
        .orElseGet(NumberTextType::new);
  }

  @Override
  public ColumnType asText(DeclaredType type) {
    throw new IllegalArgumentException("Debezium sends no text of Oracle's type " + type);
  }

  @Override
  public ColumnType ofRule(String rule, DeclaredType type, @Nullable MeasuredSize size) {
    return switch (rule) {
      case "DECIMAL" -> size == null ? number(type) : new NumberTextType().sized(size);
      default ->
          BY_NAME.values().stream()
              .filter(known -> known.rule().equals(rule))
              .findFirst()
              .orElseThrow(() -> CoreErrors.ruleIsOfALaterVersion(rule, type.toString()));
    };
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
    String known = NOT_STREAMED.get(type.name());
    return known == null && find(type).isEmpty() ? "Debezium does not send it" : known;
  }
}
