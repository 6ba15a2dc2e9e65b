package dev.firn.schema;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.DeclaredType.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which rule carries which type of PostgreSQL, and what is lost or refused where not every value
 * can be carried. What Debezium sends was looked at for each of them: {@code scripts/check types}.
 */
public final class PostgresTypes implements TypeRules {

  static final PostgresTypes RULES = new PostgresTypes();

  private static final String NO_INFINITY = "infinity is refused";

  static final String ARRAY_LIMIT =
      "more than one dimension is refused; other lower bounds than 1 are not kept; a large one may"
          + " stop the connector (see Arrays)";

  private static final KnownTypes TYPES = new KnownTypes();

  static {
    TYPES.known(ValueRule.BOOLEAN, null, "bool");
    TYPES.known(ValueRule.SMALLINT, null, "int2");
    TYPES.known(ValueRule.INTEGER, null, "int4");
    TYPES.known(ValueRule.BIGINT, null, "int8");
    TYPES.known(ValueRule.UNSIGNED_INTEGER, null, "oid");
    TYPES.known(ValueRule.REAL, null, "float4");
    TYPES.known(ValueRule.DOUBLE, null, "float8");
    TYPES.known(
        ValueRule.MONEY, "a currency with more than two decimal places is refused", "money");
    TYPES.known(ValueRule.TEXT, null, "text", "varchar", "bpchar", "name", "citext", "json");
    TYPES.known(ValueRule.JSONB_TEXT, null, "jsonb");
    TYPES.known(ValueRule.CAST_TEXT, "an XML declaration of version 1.0 is not kept", "xml");
    TYPES.known(ValueRule.CAST_TEXT, null, "char", "inet", "cidr", "macaddr", "macaddr8", "ltree");
    TYPES.known(ValueRule.CAST_TEXT, null, "isbn", "tsvector");
    TYPES.known(
        ValueRule.CAST_TEXT, null, "int4range", "int8range", "numrange", "daterange", "tsrange");
    TYPES.known(ValueRule.ZONED_TEXT, null, "tstzrange");
    TYPES.known(ValueRule.ZONED_OUTPUT_TEXT, null, "tstzmultirange");
    TYPES.known(ValueRule.OUTPUT_TEXT, null, "int4multirange", "int8multirange", "nummultirange");
    TYPES.known(ValueRule.OUTPUT_TEXT, null, "datemultirange", "tsmultirange");
    TYPES.known(
        ValueRule.OUTPUT_TEXT, null, "tsquery", "jsonpath", "pg_lsn", "xid", "xid8", "cid", "tid");
    TYPES.known(ValueRule.OUTPUT_TEXT, null, "pg_snapshot", "txid_snapshot", "refcursor", "lquery");
    TYPES.known(ValueRule.HSTORE_TEXT, null, "hstore");
    TYPES.known(ValueRule.POINT_TEXT, null, "point");
    TYPES.known(ValueRule.SHAPE_TEXT, null, "line", "lseg", "box", "path", "polygon", "circle");
    TYPES.known(ValueRule.BINARY, null, "bytea");
    TYPES.known(ValueRule.UUID_TEXT, null, "uuid");
    TYPES.known(ValueRule.DATE, NO_INFINITY, "date");
    TYPES.known(ValueRule.TIME_TEXT, null, "time");
    TYPES.known(ValueRule.TIME_WITH_ZONE_TEXT, "the zone is not kept, 24:00 is 00:00", "timetz");
    TYPES.known(
        ValueRule.TIMESTAMP,
        NO_INFINITY
            + ", and so are times from 294247-01-10T04:00:54.775807 on, because Debezium ends later"
            + " ones there",
        "timestamp");
    TYPES.known(
        ValueRule.TIMESTAMP_WITH_ZONE,
        NO_INFINITY + ", and so are times after 294247-01-10T04:00:54.775807Z",
        "timestamptz");
    TYPES.known(
        ValueRule.INTERVAL_TEXT,
        "infinity (PostgreSQL 17) is refused; 2^31 hours and more stop the connector",
        "interval");

    TYPES.notStreamed("Debezium drops leading zeros of its values", "varbit");
    TYPES.notStreamed("Debezium sends its values as empty lists", "int2vector", "oidvector");
    TYPES.notStreamed("its text depends on the search path of the session", "regclass", "regtype");
    TYPES.notStreamed(
        "its text depends on the search path of the session", "regproc", "regprocedure");
    TYPES.notStreamed(
        "its text depends on the search path of the session", "regoper", "regoperator");
    TYPES.notStreamed("its text depends on the search path of the session", "regcollation");
    TYPES.notStreamed(
        "Debezium sends it as an object, which is not tested", "geometry", "geography");
    TYPES.notStreamed(
        "Debezium's connector stops at a large one that an update leaves as it is",
        "vector",
        "halfvec",
        "sparsevec");
    TYPES.notStreamed(
        "Debezium does not send it", "_interval", "_money", "_xml", "_point", "_name");
    TYPES.notStreamed("Debezium does not send it", "_varbit", "_refcursor");
    TYPES.notStreamed("Debezium cannot convert it and its connector stops", "_bit");
    TYPES.notStreamed("Debezium cuts the microseconds of its elements", "_time", "_timetz");
    TYPES.notStreamed(
        "Debezium moves its elements through the zone of Kafka Connect, where not every time exists"
            + " and some come twice",
        "_timestamp",
        "_timestamptz");
  }

  private PostgresTypes() {}

  @Override
  public DatabaseType database() {
    return DatabaseType.POSTGRESQL;
  }

  static Map<String, TypeRule> known() {
    return TYPES.rules();
  }

  static Map<String, String> notStreamed() {
    return TYPES.notStreamed();
  }

  /** The rule of a type that has one; unknown types are written as text. */
  static ValueRule rule(DeclaredType type) {
    ValueRule unknown = type.isArray() ? ValueRule.ARRAY : ValueRule.OUTPUT_TEXT;
    return RULES.find(type).map(TypeRule::rule).orElse(unknown);
  }

  /** The rule of a type, if a mapping of its own is proven. */
  @Override
  public Optional<TypeRule> find(DeclaredType type) {
    return switch (type.kind()) {
      case BASE -> base(type);
      case ENUM -> Optional.of(new TypeRule(ValueRule.TEXT, null));
      case ARRAY -> array(elementOf(type));
      case RANGE -> Optional.of(TYPES.find(type.name()).orElse(range(type)));
      case MULTIRANGE -> Optional.of(TYPES.find(type.name()).orElse(range(type)));
      case COMPOSITE -> Optional.of(new TypeRule(ValueRule.OUTPUT_TEXT, null));
    };
  }

  private static Optional<TypeRule> base(DeclaredType type) {
    if (type.name().equals("numeric")) {
      boolean fits = DecimalSize.of(type).isPresent();
      return Optional.of(
          fits
              ? new TypeRule(ValueRule.DECIMAL, "NaN is refused")
              : new TypeRule(ValueRule.NUMBER_TEXT, null));
    }
    if (type.name().equals("bit")) {
      return Optional.of(
          new TypeRule(type.precision() == 1 ? ValueRule.BIT_BOOLEAN : ValueRule.BIT_TEXT, null));
    }
    return TYPES.find(type.name());
  }

  /** A range type that somebody has made. */
  private static TypeRule range(DeclaredType type) {
    boolean zoned = type.part() != null && type.part().name().equals("timestamptz");
    return new TypeRule(zoned ? ValueRule.ZONED_OUTPUT_TEXT : ValueRule.OUTPUT_TEXT, null);
  }

  private Optional<TypeRule> array(DeclaredType element) {
    return find(element)
        .map(
            rule ->
                new TypeRule(
                    ValueRule.ARRAY,
                    ARRAY_LIMIT
                        + (rule.limit() == null ? "" : "; of an element: " + rule.limit())));
  }

  @Override
  public @Nullable String obstacle(DeclaredType type) {
    String reason = TYPES.obstacle(type.name());
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

  /**
   * @throws IllegalArgumentException if the type is no array
   */
  static DeclaredType elementOf(DeclaredType array) {
    if (array.part() == null) {
      throw new IllegalArgumentException(array + " is no array");
    }
    return array.part();
  }

  /** The types that have a rule, for the documentation. */
  static List<String> names() {
    return List.copyOf(TYPES.rules().keySet());
  }
}
