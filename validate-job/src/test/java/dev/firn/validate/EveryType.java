package dev.firn.validate;

import java.util.ArrayList;
import java.util.List;

/** A table with a column of each type that a load takes; neighbouring rows have other values. */
final class EveryType {

  /** Type, and what row $g has. */
  private static final List<String[]> COLUMNS = new ArrayList<>();

  private EveryType() {}

  private static void add(String value, String... types) {
    for (String type : types) {
      COLUMNS.add(new String[] {type, value});
    }
  }

  static {
    add("$g % 2 = 0", "bool");
    add("($g % 2)::bit(1)", "bit(1)");
    add("($g % 32)::bit(5)", "bit(5)");
    add("$g", "int2", "int4", "int8", "oid", "numeric(12,2)", "numeric(38,10)", "numeric");
    add("$g * 1000", "numeric(7,-2)", "numeric(50,10)", "money");
    add("$g / 7.0", "float4", "float8");
    add("'v' || $g", "text", "varchar(20)", "char(5)", "name", "public.citext", "refcursor");
    add("chr(65 + $g % 26)", "\"char\"");
    add("(ARRAY['sad', 'ok'])[1 + $g % 2]", "$S.mood");
    add("format('{\"a\": %s}', $g)", "json", "jsonb");
    add("'<a>' || $g || '</a>'", "xml");
    add("int4send($g)", "bytea");
    add("lpad($g::text, 32, '0')", "uuid");
    add("date '2024-01-01' + $g", "date");
    add("time '01:00' + $g * interval '1 second'", "time", "timetz");
    add("timestamp '2024-01-01 01:00' + $g * interval '1 hour'", "timestamp", "timestamptz");
    add("$g * interval '1 minute'", "interval");
    add("'10.0.0.' || $g % 200", "inet", "cidr");
    add("lpad(to_hex($g), 12, '0')", "macaddr");
    add("lpad(to_hex($g), 16, '0')", "macaddr8");
    add("format('[%s,%s)', $g, $g + 5)", "int4range", "int8range", "numrange");
    add("format('[2024-01-01,%s)', date '2024-02-01' + $g)", "daterange", "tsrange", "tstzrange");
    add("format('{[%s,%s)}', $g, $g + 5)", "int4multirange", "int8multirange", "nummultirange");
    add(
        "format('{[2024-01-01,%s)}', date '2024-02-01' + $g)",
        "datemultirange", "tsmultirange", "tstzmultirange");
    add("'w' || $g", "tsvector", "tsquery", "public.ltree", "public.lquery");
    add("'$.a' || $g", "jsonpath");
    add("'0/' || to_hex($g)", "pg_lsn");
    add("$g::text", "xid", "xid8", "cid");
    add("format('(%s,1)', $g)", "tid");
    add("format('%s:%s:', $g, $g + 1)", "pg_snapshot", "txid_snapshot");
    add("'a=>' || $g", "public.hstore");
    add("(ARRAY['978-0-393-04002-9', '978-0-13-110362-7'])[1 + $g % 2]", "public.isbn");
    add("format('(%s,1)', $g)", "point");
    add("format('{1,%s,3}', $g)", "line");
    add("format('[(%s,1),(2,3)]', $g)", "lseg");
    add("format('(%s,1),(0,0)', $g)", "box");
    add("format('<(%s,1),2>', $g)", "circle");
    add("format('(%s,x)', $g)", "$S.pair");
    add("format('[%s,z)', 'a' || $g)", "$S.textrange");
    add("ARRAY[$g, NULL, 3]", "int4[]");
    add("ARRAY['a' || $g, NULL, '']", "text[]");
    add("ARRAY[date '2024-01-01' + $g]", "date[]");
    add("ARRAY[$g / 8.0]", "numeric(12,3)[]", "float8[]");
  }

  static int columns() {
    return COLUMNS.size();
  }

  static String column(int ordinal) {
    return "c" + ordinal;
  }

  /** Two rows more than columns, and one of NULLs. */
  static List<String> statements() {
    List<String> statements = new ArrayList<>();
    for (String extension : List.of("citext", "hstore", "ltree", "isn")) {
      statements.add("CREATE EXTENSION IF NOT EXISTS " + extension + " SCHEMA public");
    }
    statements.add("CREATE TYPE $S.mood AS ENUM ('sad', 'ok')");
    statements.add("CREATE TYPE $S.pair AS (a int, b text)");
    statements.add("CREATE TYPE $S.textrange AS RANGE (subtype = text)");
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < COLUMNS.size(); i++) {
      String type = COLUMNS.get(i)[0];
      columns.add(column(i) + " " + type);
      String value = COLUMNS.get(i)[1].replace("$g", "g");
      values.add(
          type.contains("[]") || value.startsWith("g ") || value.equals("g")
              ? "(" + value + ")::" + type
              : "(" + value + ")::text::" + type);
    }
    statements.add(
        "CREATE TABLE $S.kinds (id int PRIMARY KEY, " + String.join(", ", columns) + ")");
    statements.add(
        "INSERT INTO $S.kinds SELECT g, %s FROM generate_series(1, %d) g"
            .formatted(String.join(", ", values), COLUMNS.size() + 2));
    statements.add("INSERT INTO $S.kinds (id) VALUES (10000)");
    return statements;
  }
}
