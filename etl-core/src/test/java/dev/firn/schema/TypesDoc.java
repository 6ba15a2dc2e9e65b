package dev.firn.schema;

import dev.firn.model.DeclaredType;
import dev.firn.schema.PostgresTypes.TypeRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The text of docs/TYPES.md, from the rules themselves. */
final class TypesDoc {

  static final String REGENERATE =
      "mvn -pl etl-core test -Dtest=TypesDocTest -Dfirn.regenerate-docs=true";

  private static final String HEAD =
      """
      # Types of PostgreSQL in the lake

      One rule per type decides how the load reads a column, how the stream decodes it and which type
      the lake gives it, so that a row that was loaded and the same row when it was streamed are
      equal. A value arrives as it is, or it is refused with its column and its value; it is never
      rounded, cut or moved. Which rule a column got stands in the contract of its table (property
      `firn.contract`).

      `scripts/check types` sends values of every type below through a load and through a real
      Debezium connector, with the settings that `firn bulk-load` writes, and compares both with what
      PostgreSQL shows. Load, stream and Kafka Connect run in three zones, two of them in Turkish.

      A domain is carried as what it is based on.

      | PostgreSQL | lake | what stands there | limits |
      |---|---|---|---|
      """;

  private static final String TAIL =
      """

      ## Refused values

      - The load ends with an error for the table that names the column and the value. Nothing of the
        table is published.
      - The stream puts the event into `_cdc_dead_letter` with its bytes and its reason.

      ## Types without a rule

      A type that is not listed, such as one of an extension, goes by `unknown_types` of its source:
      `text` keeps what its output function writes, `skip_column` leaves the column out, `fail` fails
      the table. Arrays of such a type are lists of texts.

      ## Types that the stream would falsify

      They are not carried, whatever `unknown_types` says: with `skip_column` the column is left out,
      else its table fails before a row is read.

      | PostgreSQL | why |
      |---|---|
      """;

  private static final String END =
      """

      Three more that no list shows:

      - A composite type with a part that shows an instant (`timestamptz`, `tstzrange`,
        `tstzmultirange`) is not carried, because its text depends on the zone of Kafka Connect.
      - A domain over an enum anywhere in the database keeps Debezium 3.6 from starting
        (`TypeRegistry` reads the labels of an enum that has none).
      - Generated columns are not carried, because logical decoding does not send them.

      ## Arrays

      An array is a list in the lake. In the stream of Debezium 3.6 an array of more than one
      dimension cannot be told from a list of NULLs, so both are refused there. A NULL element of an
      enum, of `ltree` or of a type that Debezium does not know stops its connector, and so does NaN
      in an array of `numeric`; nothing is lost, but nothing goes on until the value is changed.
      """;

  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    rows().forEach((cells, types) -> text.append(line(types, cells)));
    text.append(TAIL);
    Map<String, List<String>> reasons = new TreeMap<>();
    PostgresTypes.notStreamed()
        .forEach(
            (type, reason) ->
                reasons.computeIfAbsent(reason, r -> new ArrayList<>()).add(name(type)));
    reasons.forEach((reason, types) -> text.append(line(types, reason)));
    return text.append(END).toString();
  }

  /** Types that share everything share a line. */
  private static Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    add(rows, "numeric(p,s)", new DeclaredType("numeric", 12, 2, false), "decimal(p,s)");
    add(rows, "numeric(p,-s)", new DeclaredType("numeric", 5, -2, false), "decimal(p+s,0)");
    add(rows, "numeric, numeric(p>38,s)", DeclaredType.of("numeric"), null);
    add(rows, "bit(1)", new DeclaredType("bit", 1, DeclaredType.UNDECLARED, false), null);
    add(rows, "bit(n)", new DeclaredType("bit", 5, DeclaredType.UNDECLARED, false), null);
    PostgresTypes.known()
        .keySet()
        .forEach(name -> add(rows, name(name), DeclaredType.of(name), null));
    add(rows, "enums", new DeclaredType("mood", 0, 0, true), null);
    add(rows, "other ranges, multiranges", made(DeclaredType.Kind.RANGE, "text"), null);
    add(rows, "ranges of timestamptz", made(DeclaredType.Kind.RANGE, "timestamptz"), null);
    add(rows, "composites", made(DeclaredType.Kind.COMPOSITE, null), null);
    add(rows, "T[]", DeclaredType.arrayOf(DeclaredType.of("text")), "array<T>");
    return rows;
  }

  private static DeclaredType made(DeclaredType.Kind kind, @Nullable String part) {
    return new DeclaredType(
        "own",
        DeclaredType.UNDECLARED,
        DeclaredType.UNDECLARED,
        kind,
        part == null ? null : DeclaredType.of(part));
  }

  private static void add(
      Map<String, List<String>> rows, String name, DeclaredType type, @Nullable String lake) {
    TypeRule rule = PostgresTypes.find(type).orElseThrow();
    String lakeType = lake == null ? rule.rule().sparkType(type).simpleString() : lake;
    String limit = rule.limit() == null ? "" : rule.limit();
    rows.computeIfAbsent(
            "`" + lakeType + "` | " + rule.rule().form() + " | " + limit,
            cells -> new ArrayList<>())
        .add(name);
  }

  private static String line(List<String> types, String cells) {
    return "| " + String.join(", ", types) + " | " + cells + " |\n";
  }

  private static String name(String type) {
    return type.startsWith("_") ? "`" + type.substring(1) + "[]`" : "`" + type + "`";
  }
}
