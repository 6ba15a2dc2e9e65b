package dev.firn.source.postgres.type;

import dev.firn.error.CoreErrors;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.DeclaredType.Kind;
import dev.firn.schema.ColumnType;
import dev.firn.schema.DecimalSize;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.TypeSystem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which class carries which type of PostgreSQL. What Debezium sends was looked at for each of them:
 * {@code scripts/check types}.
 */
public final class PostgresTypes implements TypeSystem {

  private static final Map<String, PostgresType> BY_NAME = new LinkedHashMap<>();
  private static final Map<String, String> NOT_STREAMED = new LinkedHashMap<>();

  /** Such as CREATE TABLE AS SELECT B'10101' makes: each value has a length of its own. */
  private static final String BIT_WITHOUT_LENGTH = "bit without a length";

  static {
    carry(new BoolType(), "bool");
    carry(IntegerType.SMALLINT, "int2");
    carry(IntegerType.INTEGER, "int4");
    carry(IntegerType.BIGINT, "int8");
    carry(IntegerType.UNSIGNED_INTEGER, "oid");
    carry(FloatType.REAL, "float4");
    carry(FloatType.DOUBLE, "float8");
    carry(new MoneyType(), "money");
    carry(new TextType(), "text", "varchar", "bpchar", "name", "citext", "json");
    carry(new JsonbType(), "jsonb");
    carry(ServerTextType.CAST_TEXT, "xml");
    carry(ServerTextType.CAST_TEXT, "char", "inet", "cidr", "macaddr", "macaddr8", "ltree");
    carry(ServerTextType.CAST_TEXT, "isbn", "tsvector");
    carry(ServerTextType.CAST_TEXT, "int4range", "int8range", "numrange", "daterange", "tsrange");
    carry(ServerTextType.ZONED_TEXT, "tstzrange");
    carry(ServerTextType.ZONED_OUTPUT_TEXT, "tstzmultirange");
    carry(ServerTextType.OUTPUT_TEXT, "int4multirange", "int8multirange", "nummultirange");
    carry(ServerTextType.OUTPUT_TEXT, "datemultirange", "tsmultirange");
    carry(ServerTextType.OUTPUT_TEXT, "tsquery", "jsonpath", "pg_lsn", "xid", "xid8", "cid", "tid");
    carry(ServerTextType.OUTPUT_TEXT, "pg_snapshot", "txid_snapshot", "refcursor", "lquery");
    carry(new HstoreType(), "hstore");
    carry(new PointType(), "point");
    carry(new ShapeType(), "line", "lseg", "box", "circle");
    carry(new ByteaType(), "bytea");
    carry(new UuidType(), "uuid");
    carry(new DateType(), "date");
    carry(new TimeType(), "time");
    carry(new TimetzType(), "timetz");
    carry(new TimestampType(), "timestamp");
    carry(new TimestamptzType(), "timestamptz");
    carry(new IntervalType(), "interval");

    notStreamed("Debezium drops leading zeros of its values", "varbit", BIT_WITHOUT_LENGTH);
    notStreamed("Debezium sends its values as empty lists", "int2vector", "oidvector");
    notStreamed("its text depends on the search path of the session", "regclass", "regtype");
    notStreamed("its text depends on the search path of the session", "regproc", "regprocedure");
    notStreamed("its text depends on the search path of the session", "regoper", "regoperator");
    notStreamed("its text depends on the search path of the session", "regcollation");
    notStreamed("Debezium sends it as an object, which is not tested", "geometry", "geography");
    notStreamed(
        "Debezium's connector stops at a large one that an update leaves as it is",
        "vector",
        "halfvec",
        "sparsevec",
        "path");
    notStreamed(
        "Debezium does not tell whether its last point is its first one written again", "polygon");
    notStreamed("Debezium does not send it", "_interval", "_money", "_xml", "_point", "_name");
    notStreamed("Debezium does not send it", "_varbit", "_refcursor");
    notStreamed("Debezium cannot convert it and its connector stops", "_bit", "_line", "_lseg");
    notStreamed("Debezium cannot convert it and its connector stops", "_box", "_circle");
    notStreamed("Debezium cuts the microseconds of its elements", "_time", "_timetz");
    notStreamed(
        "Debezium moves its elements through the zone of Kafka Connect, where not every time exists"
            + " and some come twice",
        "_timestamp",
        "_timestamptz");
  }

  private static void carry(PostgresType type, String... names) {
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
    return DatabaseType.POSTGRESQL;
  }

  @Override
  public List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  @Override
  public Map<String, String> notStreamed() {
    return Collections.unmodifiableMap(NOT_STREAMED);
  }

  @Override
  public Optional<ColumnType> find(DeclaredType type) {
    return Optional.ofNullable(known(type));
  }

  private static @Nullable PostgresType known(DeclaredType type) {
    PostgresType named = BY_NAME.get(type.name());
    return switch (type.kind()) {
      case BASE -> sized(type, named);
      case ENUM -> new TextType();
      case ARRAY -> known(elementOf(type)) == null ? null : array(type);
      case RANGE, MULTIRANGE -> named == null ? range(type) : named;
      case COMPOSITE -> ServerTextType.OUTPUT_TEXT;
    };
  }

  private static @Nullable PostgresType sized(DeclaredType type, @Nullable PostgresType named) {
    return switch (type.name()) {
      case "numeric" ->
          DecimalSize.of(type)
              .<PostgresType>map(
                  size -> new NumericDecimalType(size.precision(), size.scale(), null))
              .orElseGet(NumericTextType::new);
      case "bit" -> bits(type);
      default -> named;
    };
  }

  private static @Nullable PostgresType bits(DeclaredType type) {
    if (!type.hasPrecision()) {
      return null;
    }
    return type.precision() == 1 ? new BitFlagType() : new BitStringType(type.precision());
  }

  /** A range type that somebody has made. */
  private static PostgresType range(DeclaredType type) {
    boolean zoned = type.part() != null && type.part().name().equals("timestamptz");
    return zoned ? ServerTextType.ZONED_OUTPUT_TEXT : ServerTextType.OUTPUT_TEXT;
  }

  private static PostgresType array(DeclaredType type) {
    DeclaredType element = elementOf(type);
    PostgresType known = known(element);
    // Boxes have commas themselves.
    char separator = element.name().equals("box") ? ';' : ',';
    return new ArrayType(known == null ? textOf(element) : known, separator);
  }

  private static DeclaredType elementOf(DeclaredType array) {
    if (array.part() == null) {
      throw new IllegalArgumentException(array + " is no array");
    }
    return array.part();
  }

  @Override
  public ColumnType asText(DeclaredType type) {
    return textOf(type);
  }

  private static PostgresType textOf(DeclaredType type) {
    return type.isArray() ? array(type) : ServerTextType.OUTPUT_TEXT;
  }

  @Override
  public ColumnType ofRule(String rule, DeclaredType type, @Nullable MeasuredSize size) {
    return switch (rule) {
      case "DECIMAL" -> size == null ? declared(type) : new NumericTextType().sized(size);
      case "NUMBER_TEXT" -> new NumericTextType();
      case "BIT_BOOLEAN" -> new BitFlagType();
      case "BIT_TEXT" -> new BitStringType(type.precision());
      case "ARRAY" -> array(type);
      default ->
          BY_NAME.values().stream()
              .filter(known -> known.rule().equals(rule))
              .findFirst()
              .orElseThrow(() -> CoreErrors.ruleIsOfALaterVersion(rule, type.toString()));
    };
  }

  private static ColumnType declared(DeclaredType type) {
    DecimalSize size =
        DecimalSize.of(type)
            .orElseThrow(
                () -> new IllegalArgumentException("No decimal of the lake holds all of " + type));
    return new NumericDecimalType(size.precision(), size.scale(), null);
  }

  @Override
  public @Nullable String obstacle(DeclaredType type) {
    boolean hasNoLength =
        type.kind() == Kind.BASE && type.name().equals("bit") && !type.hasPrecision();
    String reason = NOT_STREAMED.get(hasNoLength ? BIT_WITHOUT_LENGTH : type.name());
    if (reason != null) {
      return reason;
    }
    if (type.kind() == Kind.COMPOSITE && type.part() != null) {
      return "its part " + type.part() + " is written in the zone of Kafka Connect";
    }
    return type.isArray() ? arrayObstacle(elementOf(type)) : null;
  }

  private @Nullable String arrayObstacle(DeclaredType element) {
    return element.isArray() ? "it is an array of arrays" : obstacle(element);
  }
}
