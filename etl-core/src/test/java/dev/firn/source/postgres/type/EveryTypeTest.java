package dev.firn.source.postgres.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.firn.error.UnavailableException;
import dev.firn.model.DeclaredType;
import dev.firn.model.DeclaredType.Kind;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.testing.PostgresColumns;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value of every type, on every way on which it comes. */
class EveryTypeTest {

  private static final PostgresTypes TYPES = new PostgresTypes();

  /**
   * One value.
   *
   * @param copied the bytes in which COPY sends it
   * @param event the JSON in which Debezium sends it
   * @param catalog the text that the catalog has of it, or null if such texts are not read
   * @param lake the literal of it in the lake
   */
  record Sample(
      DeclaredType type, byte[] copied, String event, @Nullable String catalog, String lake) {

    PostgresType postgresType() {
      return (PostgresType) TYPES.find(type).orElseThrow();
    }

    @Override
    public String toString() {
      return type.toString();
    }
  }

  private static final List<Sample> SAMPLES = new ArrayList<>();

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String json(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }

  private static String bytesOf(String text) {
    return json(Base64.getEncoder().encodeToString(text(text)));
  }

  private static void add(
      String type, byte[] copied, String event, @Nullable String catalog, String lake) {
    add(DeclaredType.of(type), copied, event, catalog, lake);
  }

  private static void add(
      DeclaredType type, byte[] copied, String event, @Nullable String catalog, String lake) {
    SAMPLES.add(new Sample(type, copied, event, catalog, lake));
  }

  /** Types whose values have the same text on all ways. */
  private static void texts(String text, String... types) {
    for (String type : types) {
      add(type, text(text), json(text), text, "'" + text + "'");
    }
  }

  /** Types that Debezium does not know. */
  private static void unknownToDebezium(String text, String... types) {
    for (String type : types) {
      add(type, text(text), bytesOf(text), text, "'" + text + "'");
    }
  }

  private static DeclaredType sized(String name, int precision, int scale) {
    return new DeclaredType(name, precision, scale, false);
  }

  private static DeclaredType made(Kind kind, @Nullable String part) {
    return new DeclaredType(
        "own",
        DeclaredType.UNDECLARED,
        DeclaredType.UNDECLARED,
        kind,
        part == null ? null : DeclaredType.of(part));
  }

  private static DeclaredType arrayOf(String element) {
    return DeclaredType.arrayOf(DeclaredType.of(element));
  }

  static {
    String oneAndAHalf = "0002 0000 0000 0002 0001 1388";
    add("bool", hex("01"), "true", "t", "true");
    add("int2", hex("8000"), "-32768", "-32768", "-32768");
    add("int4", hex("7fffffff"), "2147483647", "2147483647", "2147483647");
    add(
        "int8",
        hex("8000000000000000"),
        "-9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775808L");
    add("oid", hex("ffffffff"), "4294967295", "4294967295", "4294967295L");
    add("float4", hex("3dcccccd"), "0.1", "0.1", "CAST('0.1' AS FLOAT)");
    add("float8", hex("3fb999999999999a"), "0.1", "0.1", "0.1D");
    add(sized("numeric", 6, 2), hex(oneAndAHalf), "\"1.5\"", "1.50", "1.50BD");
    add("numeric", hex(oneAndAHalf), "\"1.50\"", "1.50", "'1.5'");
    add("money", hex(oneAndAHalf), "\"1.50\"", null, "1.50BD");
    add(sized("bit", 1, DeclaredType.UNDECLARED), hex("01"), "true", "1", "true");
    add(sized("bit", 5, DeclaredType.UNDECLARED), text("10101"), "\"FQ==\"", "10101", "'10101'");
    texts("é \"a\"", "text", "varchar", "bpchar", "name", "citext", "json");
    add("jsonb", hex("01 7b7d"), "\"{}\"", "{}", "'{}'");
    texts("<a/>", "xml");
    texts("10.0.0.1/8", "char", "inet", "cidr", "macaddr", "macaddr8", "ltree", "isbn", "tsvector");
    texts("[1,2)", "int4range", "int8range", "numrange", "daterange", "tsrange");
    String inUtc = "[2023-12-31 19:00:00+00,)";
    String elsewhere = "[2023-12-31 14:00:00-05,)";
    add("tstzrange", text(inUtc), json(elsewhere), inUtc, "'" + inUtc + "'");
    add("tstzmultirange", text(inUtc), bytesOf(elsewhere), inUtc, "'" + inUtc + "'");
    unknownToDebezium("{[1,2)}", "int4multirange", "int8multirange", "nummultirange");
    unknownToDebezium("{[1,2)}", "datemultirange", "tsmultirange");
    unknownToDebezium("0/1", "tsquery", "jsonpath", "pg_lsn", "xid", "xid8", "cid", "tid");
    unknownToDebezium("1:2:", "pg_snapshot", "txid_snapshot", "refcursor", "lquery");
    add(
        "hstore",
        hex("00000001 00000001 61 ffffffff"),
        json("{\"a\":null}"),
        null,
        "'{\"a\":null}'");
    add("point", text("(1,-2.5)"), "{\"x\":1.0,\"y\":-2.5}", "(1,-2.5)", "'(1,-2.5)'");
    add(
        "line",
        text("{0.1,-1e+300,3}"),
        "{\"a\":0.1,\"b\":-1.0E300,\"c\":3.0}",
        "{0.1,-1e+300,3}",
        "'{0.1,-1e+300,3}'");
    add(
        "lseg",
        text("[(0.1,1e-07),(3,4)]"),
        shape("AQIAAAACAAAAmpmZmZmZuT9Ir7ya8td6PgAAAAAAAAhAAAAAAAAAEEA=", "\"type\":\"lseg\""),
        "[(0.1,1e-07),(3,4)]",
        "'[(0.1,1e-07),(3,4)]'");
    add(
        "box",
        text("(3,4),(1,2)"),
        shape(
            "AQMAAAABAAAABQAAAAAAAAAAAAhAAAAAAAAAEEAAAAAAAAAIQAAAAAAAAABAAAAAAAAA8D8AAAAAAAAAQAAA"
                + "AAAAAPA/AAAAAAAAEEAAAAAAAAAIQAAAAAAAABBA",
            "\"type\":\"box\""),
        "(3,4),(1,2)",
        "'(3,4),(1,2)'");
    add(
        "circle",
        text("<(1e-07,-2),0>"),
        "{\"center\":{\"x\":1.0E-7,\"y\":-2.0,\"wkb\":\"AQE=\",\"srid\":null},\"radius\":0.0}",
        "<(1e-07,-2),0>",
        "'<(1e-07,-2),0>'");
    add("bytea", hex("00ff"), "\"AP8=\"", "\\x00ff", "X'00FF'");
    String uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    add("uuid", hex(uuid.replace("-", "")), json(uuid), uuid, "'" + uuid + "'");
    add("date", hex("00002279"), "19782", "2024-02-29", "DATE '2024-02-29'");
    add("time", hex("0000000a8be1bd20"), "45296500000", "12:34:56.5", "'12:34:56.500000'");
    add(
        "timetz",
        hex("0000000649534e00 ffffe3e0"),
        "\"05:30:00Z\"",
        "07:30:00+02",
        "'05:30:00.000000Z'");
    add(
        "timestamp",
        hex("0002b58341667c00"),
        "1709210096000000",
        "2024-02-29 12:34:56",
        "TIMESTAMP_NTZ '2024-02-29 12:34:56'");
    add(
        "timestamptz",
        hex("0002b58341667c00"),
        "\"2024-02-29T12:34:56Z\"",
        "2024-02-29 12:34:56+00",
        "2024-02-29T12:34:56Z");
    add(
        "interval",
        hex("000000036c97ca88 00000003 0000000e"),
        "\"P1Y2M3DT4H5M6.789S\"",
        "1 year 2 mons 3 days 04:05:06.789",
        "'P1Y2M3DT4H5M6.789S'");
    add(new DeclaredType("mood", 0, 0, true), text("glad"), "\"glad\"", "glad", "'glad'");
    add(made(Kind.RANGE, "text"), text("[a,b)"), bytesOf("[a,b)"), "[a,b)", "'[a,b)'");
    add(
        made(Kind.MULTIRANGE, "timestamptz"),
        text(inUtc),
        bytesOf(elsewhere),
        inUtc,
        "'" + inUtc + "'");
    add(made(Kind.COMPOSITE, null), text("(1,a)"), bytesOf("(1,a)"), "(1,a)", "'(1,a)'");
    add(
        arrayOf("int4"),
        hex("00000001 00000001 00000017 00000002 00000001 00000004 00000007 ffffffff"),
        "[7,null]",
        "{7,NULL}",
        "ARRAY(7, CAST(NULL AS INT))");
    add(
        arrayOf("pg_lsn"),
        text("{0/1,NULL}"),
        "[\"MC8x\",null]",
        "{0/1,NULL}",
        "ARRAY('0/1', CAST(NULL AS STRING))");
    add(
        arrayOf("box"),
        text("{(3,4),(1,2);NULL}"),
        "[" + bytesOf("(3.0,4.0),(1.0,2.0)") + ",null]",
        "{(3,4),(1,2);NULL}",
        "ARRAY('(3,4),(1,2)', CAST(NULL AS STRING))");
  }

  static List<Sample> samples() {
    return SAMPLES;
  }

  @Test
  void hasASampleOfEveryTypeOfTheRegistry() {
    Set<String> sampled =
        SAMPLES.stream()
            .map(sample -> sample.type().name())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(sampled).containsAll(TYPES.names());
    assertThat(TYPES.notStreamed()).doesNotContainKeys(TYPES.names().toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void isTheSameLoadedStreamedAndAsADefault(Sample sample) throws IOException {
    PostgresType type = sample.postgresType();
    Object streamed = decode(type, sample.event());
    assertThat(literal(type, streamed)).isEqualTo(sample.lake());
    assertThat(loaded(sample)).isEqualTo(internal(type, streamed));
    String catalog = sample.catalog();
    if (catalog == null) {
      assertThatThrownBy(() -> type.ofText("1"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("defaults of this type are not read");
    } else {
      assertThat(internal(type, type.ofText(catalog))).isEqualTo(internal(type, streamed));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void answersEveryQuestion(Sample sample) throws IOException {
    PostgresType type = sample.postgresType();
    assertThat(type.form()).isNotBlank();
    assertThat(TYPES.ofRule(type.rule(), sample.type(), null)).isEqualTo(type);
    String selected = type.selected("\"c\"");
    assertThat(selected).contains("\"c\"");
    assertThat(selected.contains("format('%s'")).isEqualTo(type.copyForm() == CopyForm.SERVER_TEXT);
    if (type.namesRows()) {
      assertThat(type.keyText(decode(type, sample.event()))).isNotBlank();
      assertThat(type.ambiguities()).isEmpty();
    }
    assertThat(type.widensTo(new TextType())).isFalse();
    ColumnMapping column = PostgresColumns.of("c", sample.type());
    TableMapping table = new TableMapping(new TableId("s", "t"), List.of(column), List.of());
    assertThat(TableMapping.fromJson(table.toJson())).isEqualTo(table);
    assertThat(serialized(table)).isEqualTo(table);
  }

  @Test
  void refusesAContractOfARuleThatItDoesNotKnow() {
    TableMapping table =
        new TableMapping(
            new TableId("s", "t"), List.of(PostgresColumns.of("c", "point")), List.of());
    String later = table.toJson().replace("POINT_TEXT", "POINT_STRUCT");
    assertThatThrownBy(() -> TableMapping.fromJson(later))
        .isInstanceOf(UnavailableException.class)
        .hasMessageEndingWith(
            "Cannot read table contract: rule POINT_STRUCT of type point is of a later version of"
                + " Firn. Run that version, or load the table with --fresh-start.");
  }

  /** As contracts have stood in tables since the first release. */
  @ParameterizedTest
  @MethodSource("rulesOfContracts")
  void readsEveryRuleThatAContractMayHave(String rule, DeclaredType type, String lakeType) {
    assertThat(TYPES.ofRule(rule, type, null).lakeType().simpleString()).isEqualTo(lakeType);
  }

  static Stream<Arguments> rulesOfContracts() {
    DeclaredType any = DeclaredType.of("t");
    Stream<String> texts =
        Stream.of(
            "NUMBER_TEXT",
            "TEXT",
            "CAST_TEXT",
            "OUTPUT_TEXT",
            "ZONED_TEXT",
            "ZONED_OUTPUT_TEXT",
            "POINT_TEXT",
            "SHAPE_TEXT",
            "JSONB_TEXT",
            "UUID_TEXT",
            "BIT_TEXT",
            "HSTORE_TEXT",
            "TIME_TEXT",
            "TIME_WITH_ZONE_TEXT",
            "INTERVAL_TEXT");
    return Stream.concat(
        texts.map(rule -> arguments(rule, any, "string")),
        Stream.of(
            arguments("BOOLEAN", any, "boolean"),
            arguments("BIT_BOOLEAN", any, "boolean"),
            arguments("SMALLINT", any, "int"),
            arguments("INTEGER", any, "int"),
            arguments("BIGINT", any, "bigint"),
            arguments("UNSIGNED_INTEGER", any, "bigint"),
            arguments("REAL", any, "float"),
            arguments("DOUBLE", any, "double"),
            arguments("DECIMAL", sized("numeric", 5, -2), "decimal(7,0)"),
            arguments("MONEY", any, "decimal(19,2)"),
            arguments("BINARY", any, "binary"),
            arguments("DATE", any, "date"),
            arguments("TIMESTAMP", any, "timestamp_ntz"),
            arguments("TIMESTAMP_WITH_ZONE", any, "timestamp"),
            arguments("ARRAY", arrayOf("date"), "array<date>")));
  }

  private static Arguments arguments(String rule, DeclaredType type, String lakeType) {
    return Arguments.of(rule, type, lakeType);
  }

  @Test
  void aMeasuredSizeIsPartOfTheType() {
    MeasuredSize size = new MeasuredSize(18, 4, "measured: few");
    ColumnMapping column = PostgresColumns.of("n", "numeric").sized(size);
    assertThat(TYPES.ofRule("DECIMAL", column.type(), size)).isEqualTo(column.columnType());
    assertThat(column.columnType())
        .isNotEqualTo(TYPES.ofRule("DECIMAL", sized("numeric", 18, 4), null));
  }

  private static Object decode(PostgresType type, String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return type.decode(parser, new UnavailableMarkers(Set.of("__none")));
    }
  }

  private static Object loaded(Sample sample) {
    Refusal refusal = new Refusal(new TableId("s", "t"), PostgresColumns.of("c", sample.type()));
    byte[] apart = new byte[sample.copied().length + 3];
    System.arraycopy(sample.copied(), 0, apart, 2, sample.copied().length);
    return sample.postgresType().field(refusal).value(apart, 2, sample.copied().length);
  }

  private static @Nullable Object internal(PostgresType type, Object external) {
    return CatalystTypeConverters.createToCatalystConverter(type.lakeType()).apply(external);
  }

  private static String literal(PostgresType type, Object external) {
    if (external instanceof Instant) {
      // Its literal depends on the zone of the session.
      return external.toString();
    }
    return new Literal(internal(type, external), type.lakeType()).sql();
  }

  private static Object serialized(TableMapping table) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(table);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As Debezium 3.7.0 has sent it. */
  private static String shape(String wkb, String extensions) {
    return "{\"wkb\":\"" + wkb + "\",\"srid\":null,\"extensions\":{" + extensions + "}}";
  }
}
