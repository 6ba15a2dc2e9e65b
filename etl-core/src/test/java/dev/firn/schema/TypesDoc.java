package dev.firn.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.source.oracle.type.OracleTypes;
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

  private static final TypeSystem POSTGRESQL = TypeSystem.of(DatabaseType.POSTGRESQL);
  private static final TypeSystem ORACLE_TYPES = TypeSystem.of(DatabaseType.ORACLE);

  private static final String HEAD =
      """
      # Types of PostgreSQL in the lake

      One rule per type decides how the load reads a column, how the stream decodes it and which type
      the lake gives it, so that a row that was loaded and the same row when it was streamed are
      equal. A value arrives as it is, or it is refused with its column and its value; it is never
      rounded or cut. What is not kept of a few types, such as the zone of a `timetz`, stands under their
      limits. Which rule a column got stands in the contract of its table (property `firn.contract`).

      `scripts/check types` sends values of every type below through a load and through a real
      Debezium connector, with the settings that `firn bulk-load` writes, and compares both with what
      PostgreSQL shows. Load, stream and Kafka Connect run in three zones, two of them in Turkish, and the
      settings of the database show values in other forms (`IntervalStyle`, `extra_float_digits`, …). The
      connector needs its `driver.options` for that: without them, Debezium reads what such settings show.
      It reads amounts of `money` with a decimal comma wrongly, so they set `lc_monetary` too, unless its
      currency has no two decimal places (never seen: the check knows no other locale than C).

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

      Every limit above is sent through both in `scripts/check types`: for the load one table for each
      value, for the stream one event, and the sentence that names it.

      ## Numbers without a size

      A bare `numeric`, or one of more than 38 digits, says nothing of its size. With
      `numbers_without_size: measure` (the default) the load looks before it begins: at all rows of a
      table of up to 256 MiB, at a sample of the pages of a larger one. It chooses the narrowest decimal:

      - after the point as many digits as there are and 2 more, none if all are whole numbers;
      - before the point as many as there are, at least 3 more, up to what the file's storage holds
        anyway: 18, 28 or 38 digits in all;
      - text if 38 digits do not suffice, if NaN or an infinity is among them, or if there is no value.

      What was seen stands in the contract. A table in the lake keeps its size as long as it suffices.
      When a load meets a number that the sample did not show, its column becomes text. When a change
      brings one, `schema_drift.widen` decides: with `evolve` the column is widened, in place if only
      digits before the point are missing, else in a column `{name}__v2` that has the older values too.
      A number for which no decimal is wide enough, and NaN, become dead letters: load the table with
      `--fresh-start` then, which measures anew. Nothing is ever rounded. With
      `numbers_without_size: text` all of them are kept as their digits.

      ## Names

      Tables and columns are called in the lake as at the source, in lower case; two names that differ only by
      that are refused. A column with a name that Iceberg keeps for itself (`_file`, `_pos`, `_deleted`, `_row_id` and
      others) or that begins with `_cdc_` gets a `c` before it: `c_pos`. A table whose name begins with `_cdc_`
      or holds a `/` is refused.

      ## The contract

      The contract of a table is written with its rows and says for every column what it is at the
      source, what it is in the lake, by which rule and evidence, and whether every value arrives as it
      is:

      ```json
      %s
      ```

      A later load of the table and every start of the stream compare it with the source and name what
      differs. What becomes of a difference, `--fresh-start` and `schema_drift` say.

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
      - A domain over an enum anywhere in the database keeps Debezium 3.7 from starting
        (`TypeRegistry` reads the labels of an enum that has none).
      - A table whose name begins or ends with a quotation mark is loaded and not followed: Debezium cannot read it.
      - Columns that differ only by case (`duration` and `"Duration"`) stop Debezium at its start, tables that do have
        the same name in the lake. Such tables are refused, not published, and in the connector's
        `table.exclude.list`. If one is created later, the connector stops at its next start for
        all: name it in `exclude_tables`, run `firn bulk-load` again and deploy the connector, or rename the column.
      - A key with a generated column is refused: no event carries it.
      - Generated columns are not carried, because logical decoding does not send them.

      ## Arrays

      An array is a list in the lake. More than one dimension is refused, because Debezium 3.7 sends
      none of their values. A NULL element of an enum, of `ltree` or of a type that Debezium does not
      know stops its connector, and so does NaN in an array of `numeric`: nothing is lost, but nothing of
      any table goes on until the connector is past the value. No setting of Debezium avoids that
      without falsifying it (`event.converting.failure.handling.mode=warn` sends NULL in its stead).
      Keep such values out with a constraint: `CHECK (NOT 'NaN' = ANY (c))`. In an array of `date` it
      stops at 29 February of a year before Christ. What the connector has stopped at stays in the
      log, and `column.exclude.list` does not help where the value is read before columns are left out (it does
      not for an interval of 2^31 hours and more, at which the connector is tried again without end while its status
      says RUNNING). The way past it: name the table in the connector's `table.exclude.list`, or name it in
      `exclude_tables` of the source and run `firn bulk-load` again, which writes the list anew; deploy the connector;
      mend the values at the source, and load the table again with `--tables NAME --no-resume`.

      It also stops when an update leaves a large list as it is (PostgreSQL does not send what it keeps
      in TOAST again), because Debezium 3.7 sends a text in its stead. Only lists of `text`, `varchar`,
      `char(n)`, `json`, `jsonb`, `bytea`, `int4`, `int8`, `date` and `uuid` are safe, and no domain over
      them. `firn bulk-load` warns of all others; `ALTER TABLE … REPLICA IDENTITY FULL` avoids it.

      ## Values that only the source can tell apart

      Some values come from Debezium in the form of others:

      | at the source | in the event | what becomes of it |
      |---|---|---|
      | an infinite interval (PostgreSQL 17) | zero | a dead letter |
      | an array of more than one dimension | a list of NULLs | a dead letter |
      | in an array of `date`: a day before Christ | the day of the year with the same number after Christ | the right day |
      | there too: 1582-10-05 to 1582-10-14 | ten days later | the right day |
      | there too: a day that the zone of Kafka Connect skipped, such as 2011-12-30 in Apia | the next day | the right day |

      When an event carries what may be one of these, which a list of days before the year 4714 always
      may, the consumer asks the source by the row's key, once for a batch, a table and a column. If
      the row holds such a value at that moment, that is what the event meant; if not, what the event
      says is true, or a later event says what is. (A target that only appends keeps the row of each
      event: what was changed before the source was asked stays there as Debezium has sent it.) The
      source is believed only when it sees the event's transaction; if it cannot be asked, the table is
      quarantined until the next run. Servers before PostgreSQL 17 are not asked for intervals.

      A table cannot be asked for single rows if it has no key, or if its key has a column of `money`,
      `timetz`, `interval` or an array. The consumer reads its column as a whole then: if no row
      holds such a value, the events are true; if one does, all events that may mean it become dead
      letters until it is gone (`firn dlq retry`). `firn bulk-load` warns of such tables. For intervals
      `CHECK (isfinite(c))` makes the question needless, and an index on the column cheap.

      Two gaps are known. A large array of `date` with such days, which an update of the key leaves in
      TOAST, keeps what Debezium sent if the source is asked only after that update: the old key names
      no row any more. And in a table without a key, the delete of a row whose infinite interval was
      refused may take a row that differs from it in nothing but a zero interval.
      """;

  private static final String ORACLE =
      """

      # Types of Oracle in the lake

      **None of this was ever run against a live server**, and tables with large values are not followed. The rules
      are those of `OracleTypes`. Their decoding is tested with rows that Debezium's own Oracle
      connector has made without a server: its parser of DDL, its parser of what LogMiner writes, and
      its converters (`oracle-events.txt`, held to Debezium in every build). What LogMiner itself writes
      was not seen.

      Assumed are `decimal.handling.mode=string`, `time.precision.mode=microseconds`,
      `interval.handling.mode=string`, `binary.handling.mode=bytes`, `lob.enabled=true` and
      `event.converting.failure.handling.mode=fail`. An empty text is NULL at the source already.

      | Oracle | lake | what stands there | limits |
      |---|---|---|---|
      """;

  private static final String ORACLE_NOT_STREAMED =
      """

      `NUMBER` without a size and `FLOAT(b)` are measured like a bare `numeric` (`NumberFixer`). The
      policy of tables with LONG columns is `handle_long_columns`; see ORACLE_LONG_LIMITATIONS.md.

      Not carried, because the stream would falsify it:

      | Oracle | why |
      |---|---|
      """;

  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    rows().forEach((cells, types) -> text.append(line(types, cells)));
    text.append(TAIL.replace("%s", contract()));
    appendReasons(text, POSTGRESQL.notStreamed());
    text.append(END).append(ORACLE);
    oracleRows().forEach((cells, types) -> text.append(line(types, cells)));
    text.append(ORACLE_NOT_STREAMED);
    appendReasons(text, oracleReasons());
    return text.toString();
  }

  private static void appendReasons(StringBuilder text, Map<String, String> byType) {
    Map<String, List<String>> reasons = new TreeMap<>();
    byType.forEach(
        (type, reason) -> reasons.computeIfAbsent(reason, r -> new ArrayList<>()).add(name(type)));
    reasons.forEach((reason, types) -> text.append(line(types, reason)));
  }

  private static Map<String, List<String>> oracleRows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    addOracle(rows, "NUMBER(p,s)", OracleTypes.declared("NUMBER", 12, 2), "decimal(p,s)");
    addOracle(rows, "NUMBER(p,-s)", OracleTypes.declared("NUMBER", 5, -2), "decimal(p+s,0)");
    addOracle(
        rows, "INTEGER, SMALLINT, NUMBER(*,0)", OracleTypes.declared("NUMBER", null, 0), null);
    addOracle(
        rows,
        "NUMBER, NUMBER(38,127) and others that no decimal holds",
        OracleTypes.declared("NUMBER", null, null),
        "string` or `decimal");
    ORACLE_TYPES
        .names()
        .forEach(
            name ->
                addOracle(
                    rows,
                    name.equals("FLOAT") ? "FLOAT(b), REAL, DOUBLE PRECISION" : name(name),
                    OracleTypes.declared(name, null, null),
                    name.equals("FLOAT") ? "string` or `decimal" : null));
    return rows;
  }

  private static Map<String, String> oracleReasons() {
    Map<String, String> reasons = new LinkedHashMap<>(ORACLE_TYPES.notStreamed());
    for (String type : List.of("TIMESTAMP(7)", "INTERVAL DAY(2) TO SECOND(9)")) {
      reasons.put(
          type.replaceAll("[79]\\)$", "7..9)"),
          String.valueOf(ORACLE_TYPES.obstacle(OracleTypes.declared(type, null, null))));
    }
    reasons.put(
        "NUMBER(*,s)",
        String.valueOf(ORACLE_TYPES.obstacle(OracleTypes.declared("NUMBER", null, 2))));
    return reasons;
  }

  private static void addOracle(
      Map<String, List<String>> rows, String name, DeclaredType type, @Nullable String lake) {
    add(rows, name, ORACLE_TYPES.find(type).orElseThrow(), type, lake);
  }

  /** What the load of a small table writes. */
  private static String contract() {
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.SKIP_COLUMN, DatabaseType.POSTGRESQL)
            .map(
                new TableSchema(
                    new TableId("shop", "orders"),
                    List.of(
                        new Column("id", DeclaredType.of("int8"), null),
                        new Column("amount", DeclaredType.of("numeric"), null),
                        new Column("flags", DeclaredType.of("varbit"), null)),
                    List.of("id"),
                    0,
                    0));
    NumberProfile profile = new NumberProfile(7, 2, 1000, false, "all rows");
    TableMapping fixed = NumberFixer.fix(mapping, Map.of("amount", profile), null);
    try {
      ObjectMapper json = new ObjectMapper();
      return json.writerWithDefaultPrettyPrinter()
          .writeValueAsString(json.readTree(fixed.toJson()))
          .replace(" : ", ": ");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Types that share everything share a line. */
  private static Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    add(rows, "numeric(p,s)", new DeclaredType("numeric", 12, 2, false), "decimal(p,s)");
    add(rows, "numeric(p,-s)", new DeclaredType("numeric", 5, -2, false), "decimal(p+s,0)");
    add(rows, "numeric, numeric(p>38,s)", DeclaredType.of("numeric"), "string` or `decimal");
    add(rows, "bit(1)", new DeclaredType("bit", 1, DeclaredType.UNDECLARED, false), null);
    add(rows, "bit(n)", new DeclaredType("bit", 5, DeclaredType.UNDECLARED, false), null);
    POSTGRESQL.names().forEach(name -> add(rows, name(name), DeclaredType.of(name), null));
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
    add(rows, name, POSTGRESQL.find(type).orElseThrow(), type, lake);
  }

  private static void add(
      Map<String, List<String>> rows,
      String name,
      ColumnType columnType,
      DeclaredType type,
      @Nullable String lake) {
    String lakeType = lake == null ? columnType.lakeType().simpleString() : lake;
    String limit = columnType.limit(type) == null ? "" : columnType.limit(type);
    rows.computeIfAbsent(
            "`" + lakeType + "` | " + columnType.form() + " | " + limit, cells -> new ArrayList<>())
        .add(name);
  }

  private static String line(List<String> types, String cells) {
    return "| " + String.join(", ", types) + " | " + cells + " |\n";
  }

  private static String name(String type) {
    return type.startsWith("_") ? "`" + type.substring(1) + "[]`" : "`" + type + "`";
  }
}
