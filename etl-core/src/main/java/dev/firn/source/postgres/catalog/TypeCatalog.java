package dev.firn.source.postgres.catalog;

import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.DeclaredType.Kind;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.schema.TypeSystem;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The types that some tables use, and the types that these are made of. */
final class TypeCatalog {

  /**
   * All that the columns of some tables are made of; rngmultitypid through JSON, because servers
   * before 14 do not have the column.
   */
  static final String USED =
      """
      WITH RECURSIVE used(oid) AS (
        SELECT a.atttypid FROM pg_attribute a
         WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
        UNION
        SELECT part.oid
          FROM used u
          JOIN pg_type t ON t.oid = u.oid
          CROSS JOIN LATERAL (
            SELECT t.typbasetype WHERE t.typtype = 'd'
            UNION ALL
            SELECT e.oid FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid
            UNION ALL
            SELECT r.rngsubtype FROM pg_range r
             WHERE r.rngtypid = t.oid OR (to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid
            UNION ALL
            SELECT f.atttypid FROM pg_attribute f
             WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0
               AND NOT f.attisdropped) part(oid))
      """;

  private static final String TYPES =
      USED
          + """
      SELECT t.oid, t.typname, n.nspname,
             n.nspname <> 'pg_catalog'
               AND (t.typtype <> 'b'
                    OR EXISTS (SELECT 1 FROM pg_type b
                                WHERE b.typname = t.typname
                                  AND b.typnamespace = 'pg_catalog'::regnamespace)) AS own,
             t.typtype, t.typbasetype, t.typtypmod,
             (SELECT e.oid FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid) AS element,
             (SELECT r.rngsubtype FROM pg_range r
               WHERE r.rngtypid = t.oid OR (to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid) AS bound,
             (SELECT array_agg(f.atttypid::bigint ORDER BY f.attnum) FROM pg_attribute f
               WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0
                 AND NOT f.attisdropped) AS fields,
             (SELECT array_agg(f.attnum || ' ' || f.atttypid ORDER BY f.attnum)
                FROM pg_attribute f
               WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0
                 AND NOT f.attisdropped) AS field_ids,
             (SELECT array_agg(e.oid || ' ' || e.enumlabel ORDER BY e.oid) FROM pg_enum e
               WHERE t.typtype = 'e' AND e.enumtypid = t.oid) AS labels,
             (SELECT array_agg(e.oid || ' ' || e.xmin ORDER BY e.oid) FROM pg_enum e
               WHERE t.typtype = 'e' AND e.enumtypid = t.oid) AS label_versions,
             (SELECT array_agg(f.attnum || ' ' || f.xmin ORDER BY f.attnum)
                FROM pg_attribute f
               WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0)
               AS field_versions
        FROM used u
        JOIN pg_type t ON t.oid = u.oid
        JOIN pg_namespace n ON n.oid = t.typnamespace
      """;

  private static final int VARLENA_HEADER = 4;

  /** Types whose text shows instants in the zone of the session. */
  private static final Set<String> ZONED = Set.of("timestamptz", "tstzrange", "tstzmultirange");

  private final Map<Long, Row> rows = new HashMap<>();

  /** By which rules are found, and reasons why there is none. */
  private static final Set<String> RULED = new HashSet<>(Set.of("numeric", "bit"));

  private static final Set<String> REFUSED = new HashSet<>();

  static {
    TypeSystem types = TypeSystem.of(DatabaseType.POSTGRESQL);
    REFUSED.addAll(types.notStreamed().keySet());
    RULED.addAll(REFUSED);
    RULED.addAll(types.names());
  }

  /**
   * A row of the catalog.
   *
   * @param schema whose type it is, if somebody has made it in SQL or it has the name of one that
   *     is built in; empty for those that are built in or that an extension brings, which go by
   *     their names
   */
  private record Row(
      String schema,
      String name,
      String type,
      long base,
      int modifier,
      long element,
      long bound,
      List<Long> fields,
      Map<String, String> labels) {

    /**
     * The name by which its rule is found. A type of somebody's own must not be found by the name
     * of another one.
     *
     * @param others names that mean other types
     */
    String nameBeside(Set<String> others) {
      return !schema.isEmpty() && others.contains(name) ? schema + "." + name : name;
    }
  }

  private TypeCatalog() {}

  static TypeCatalog of(Connection connection, List<Long> tables) throws SQLException {
    TypeCatalog catalog = new TypeCatalog();
    try (PreparedStatement query = connection.prepareStatement(TYPES)) {
      query.setArray(1, connection.createArrayOf("oid", tables.toArray()));
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          Array fields = found.getArray("fields");
          Map<String, String> labels = new TreeMap<>();
          String prefix = ColumnIdentity.FIELD + found.getLong("oid") + " field ";
          addPairs("", "", found.getArray("labels"), labels);
          addPairs("", ColumnIdentity.VERSION, found.getArray("label_versions"), labels);
          addPairs(prefix, "", found.getArray("field_ids"), labels);
          addPairs(prefix, ColumnIdentity.VERSION, found.getArray("field_versions"), labels);
          catalog.rows.put(
              found.getLong("oid"),
              new Row(
                  found.getBoolean("own") ? found.getString("nspname") : "",
                  found.getString("typname"),
                  found.getString("typtype"),
                  found.getLong("typbasetype"),
                  found.getInt("typtypmod"),
                  found.getLong("element"),
                  found.getLong("bound"),
                  fields == null ? List.of() : List.of((Long[]) fields.getArray()),
                  labels));
        }
      }
    }
    return catalog;
  }

  private static void addPairs(
      String prefix, String suffix, @Nullable Array pairs, Map<String, String> labels)
      throws SQLException {
    if (pairs == null) {
      return;
    }
    for (String pair : (String[]) pairs.getArray()) {
      int blank = pair.indexOf(' ');
      labels.put(prefix + pair.substring(0, blank) + suffix, pair.substring(blank + 1));
    }
  }

  /** What values of a type are made of, by the catalog's own numbers, through all its parts. */
  void addLabels(long oid, Map<String, String> labels) {
    Row row = rows.get(oid);
    if (row == null) {
      return;
    }
    labels.putAll(row.labels());
    for (long part : List.of(row.base(), row.element(), row.bound())) {
      if (part != 0) {
        addLabels(part, labels);
      }
    }
    row.fields().forEach(field -> addLabels(field, labels));
  }

  /**
   * The type of a column.
   *
   * @param modifier the column's own, or -1
   */
  DeclaredType declared(long oid, int modifier) {
    Row row = row(oid);
    if (row.type().equals("d")) {
      return declared(row.base(), modifier == -1 ? row.modifier() : modifier);
    }
    if (row.element() != 0) {
      if (isDomainOfBoxes(row(row.element()))) {
        // Its elements are written with another separator than those of all other domains.
        return DeclaredType.arrayOf(declared(row.element(), -1));
      }
      DeclaredType element = element(row.element(), modifier);
      return new DeclaredType(
          row.nameBeside(REFUSED), element.precision(), element.scale(), Kind.ARRAY, element);
    }
    return switch (row.type()) {
      case "e" -> plain(row.nameBeside(REFUSED), Kind.ENUM, null);
      case "r" -> plain(row.nameBeside(RULED), Kind.RANGE, declared(row.bound(), -1));
      case "m" -> plain(row.nameBeside(RULED), Kind.MULTIRANGE, declared(row.bound(), -1));
      case "c" -> plain(row.nameBeside(REFUSED), Kind.COMPOSITE, zonedPart(row));
      default -> base(row.nameBeside(RULED), modifier);
    };
  }

  /** Debezium does not look through the domain of an element, so here it is a type of its own. */
  private DeclaredType element(long oid, int modifier) {
    Row row = row(oid);
    return row.type().equals("d")
        ? DeclaredType.of(row.nameBeside(RULED))
        : declared(oid, modifier);
  }

  private boolean isDomainOfBoxes(Row element) {
    Row base = element;
    while (base.type().equals("d")) {
      base = row(base.base());
    }
    return element.type().equals("d") && base.schema().isEmpty() && base.name().equals("box");
  }

  private Row row(long oid) {
    return Objects.requireNonNull(rows.get(oid), () -> "type " + oid + " is not in the catalog");
  }

  private static DeclaredType plain(String name, Kind kind, @Nullable DeclaredType part) {
    return new DeclaredType(name, DeclaredType.UNDECLARED, DeclaredType.UNDECLARED, kind, part);
  }

  private @Nullable DeclaredType zonedPart(Row composite) {
    return composite.fields().stream()
        .map(field -> declared(field, -1))
        .filter(TypeCatalog::isZoned)
        .findFirst()
        .orElse(null);
  }

  private static boolean isZoned(DeclaredType type) {
    return ZONED.contains(type.name()) || (type.part() != null && isZoned(type.part()));
  }

  /** Reads a modifier as the server's own functions do. */
  static DeclaredType base(String name, int modifier) {
    if (name.equals("numeric") && modifier >= VARLENA_HEADER) {
      int packed = modifier - VARLENA_HEADER;
      int precision = (packed >> 16) & 0xFFFF;
      // The scale is an 11-bit signed number.
      int scale = ((packed & 0x7FF) ^ 1024) - 1024;
      return new DeclaredType(name, precision, scale, false);
    }
    if (name.equals("bit") && modifier > 0) {
      return new DeclaredType(name, modifier, DeclaredType.UNDECLARED, false);
    }
    return DeclaredType.of(name);
  }
}
