package dev.firn.cdc.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.apply.TableApplier;
import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.decode.AmbiguousValue;
import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.decode.ConnectorRuns;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.Doubts;
import dev.firn.cdc.decode.ValueDecoder;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.FieldRules;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.cdc.ledger.ConsumerRun;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.tables.Sinks;
import dev.firn.cdc.tables.SourceVerifier;
import dev.firn.cdc.testing.Places;
import dev.firn.config.ChangePolicy;
import dev.firn.config.ConfigLoader;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.DeleteMode;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.config.SourceConfig;
import dev.firn.config.binding.Secret;
import dev.firn.error.DataGapException;
import dev.firn.error.DriftException;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.lake.TableState;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.model.ChangeOperation;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.LogPlace;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.retry.Outages;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.SourceLook;
import dev.firn.source.oracle.log.OracleLog;
import dev.firn.source.postgres.PostgresDatabase;
import dev.firn.source.postgres.catalog.OldRows;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.wire.PostgresAmbiguity;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a change of the source's columns does to the lake, with a real PostgreSQL. */
class SchemaWatchIT {

  private static final EventHeaders OF_FIRN = new EventHeaders(null, false, true, null);

  private static final String TOPIC = "prod.drift.t";

  @TempDir static Path directory;
  static LocalStack stack;
  static PostgresServer postgres;
  private static int number;

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  private String schema = "";
  private PostgresDatabase database;
  private LakeTableId id;
  private CapturedTable captured;
  private long offset;

  @BeforeAll
  static void start() {
    stack = LocalStack.in(directory).only(Service.POSTGRES).start();
    postgres = stack.postgres();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void create() {
    schema = "drift" + number++;
    postgres.execute("CREATE SCHEMA " + schema);
    postgres.execute(
        "CREATE TABLE "
            + schema
            + ".t (id int PRIMARY KEY, size int, name text, price numeric(5,2))");
    database = databaseOf(postgres.username());
    id = namespace().table("t");
    captured =
        new CapturedTable("shop", id, new TableMapping(new TableId("", ""), List.of(), List.of()));
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(database.discoverOne(new TableId(schema, "t")).orElseThrow());
    lake.create(id, mapping.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, mapping.toJson()));
    captured = new CapturedTable("shop", id, mapping);
    apply(watch(), "{'id':1,'size':10,'name':'a','price':'1.50'}");
  }

  private PostgresDatabase databaseOf(String user) {
    return new PostgresDatabase(
        PostgresEndpoint.of(
            new DatabaseConnection(
                postgres.host(),
                postgres.port(),
                postgres.database(),
                user,
                Secret.of(postgres.password()),
                schema)),
        schema,
        CaptureNames.forSource("shop"),
        Clock.systemUTC());
  }

  private void policy(DriftKind kind, DriftPolicy policy) {
    captured =
        new CapturedTable(
            "shop", id, captured.mapping(), ChangePolicy.defaults().with(kind, policy));
  }

  private SourceNamespace namespace() {
    return new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", schema));
  }

  private SchemaWatch watch() {
    return watch(database);
  }

  /** Of a source that is not waited for. */
  private SchemaWatch watch(SourceDatabase source) {
    return new SchemaWatch(
        new SourceLooks(lake, source, Duration.ZERO, new Outages(Duration.ZERO)),
        source,
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL),
        new SchemaChanges(lake, namespace(), "shop", "run", Clock.systemUTC()),
        new OlderRows(spark, lake, "run"));
  }

  private void alter(String what) {
    postgres.execute("ALTER TABLE " + schema + ".t " + what);
  }

  /**
   * Applies upserts as a stream does: look, decode, follow, and decode again.
   *
   * @param rows with single quotes
   * @return why events became dead letters
   */
  private List<String> apply(SchemaWatch watch, String... rows) {
    List<KafkaEvent> events = new ArrayList<>();
    for (String row : rows) {
      String json = row.replace('\'', '"');
      String key = json.replaceAll("^\\{(\"id\":[0-9]+).*", "{$1}");
      String value =
          "{\"before\":null,\"after\":"
              + json
              + ",\"source\":{\"schema\":\""
              + schema
              + "\",\"table\":\"t\",\"lsn\":"
              + (1000 + offset)
              + "},\"op\":\"u\"}";
      events.add(new KafkaEvent(TOPIC, 0, offset++, bytes(key), bytes(value), EventHeaders.NONE));
    }
    SourceLook columns = watch.look(List.of(captured.mapping().source()));
    for (int tries = 0; tries < 3; tries++) {
      DecodedChanges read = decode(events);
      captured =
          watch.makeRoom(watch.follow(captured, read, columns), read.unfitNumbers().values());
    }
    DecodedChanges decoded = decode(events);
    DeadLetterTable box = DeadLetterTable.open(lake, namespace());
    new TableApplier(
            lake,
            Sinks.of(spark, Clock.systemUTC()),
            new RunProgress(
                new ConsumerRun("shop", "run", 1),
                topic -> TopicIdentity.UNKNOWN,
                ConnectorProof.ofTrusted(lake)),
            new DeadLetters(box, "shop", 100, Clock.systemUTC()),
            Clock.systemUTC())
        .apply(captured, TOPIC, decoded);
    return decoded.deadLetters().stream().map(DeadLetter::reason).toList();
  }

  private DecodedChanges decode(List<KafkaEvent> events) {
    ChangeParser parser =
        new ChangeParser(captured.mapping(), new ValueDecoder(Set.of()), captured.rules());
    List<Change> changes = new ArrayList<>();
    List<DeadLetter> letters = new ArrayList<>();
    Map<String, UnfitNumber> unfit = new HashMap<>();
    Set<String> unknown = new HashSet<>();
    for (KafkaEvent event : events) {
      try {
        changes.add(parser.parse(event));
      } catch (UndecodableException e) {
        letters.add(DeadLetter.of(event, e.placeOf(event), e.reason()));
        e.unfit().forEach(number -> unfit.merge(number.column(), number, UnfitNumber::and));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      unknown.addAll(parser.unknownFields());
    }
    return new DecodedChanges(
        changes,
        Map.of(0, offset),
        unknown,
        letters,
        unfit,
        Set.of(),
        new ConnectorRuns(),
        new Doubts());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> rows(String... columns) {
    return spark.table(id.quoted()).selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  private String type(String column) {
    return lake.open(id).schema().apply(column).dataType().simpleString();
  }

  private List<String> decisions() {
    return spark
        .table(id.sibling("_cdc_schema_changes").quoted())
        .selectExpr("concat_ws(' ', kind, column_name, policy, decision)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Gives the table a column of numbers whose size was measured when there were few of them. */
  private void measure(String column) {
    alter("ADD " + column + " numeric");
    ColumnMapping mapping =
        PostgresColumns.of(column, "numeric").sized(new MeasuredSize(18, 2, "measured"));
    List<ColumnMapping> columns = new ArrayList<>(captured.mapping().columns());
    columns.add(mapping);
    captured =
        captured.with(captured.mapping().with(columns).identifiedBy(discovered().identity()));
    lake.open(id)
        .alter()
        .addColumns(
            new StructField[] {mapping.field()},
            Map.of(TableProperty.CONTRACT, captured.mapping().toJson()));
  }

  @Test
  void makesRoomForNumbersThatAMeasuredColumnLacks() {
    measure("amount");
    SchemaWatch watch = watch();
    assertThat(apply(watch, amount(2, "1.5"), amount(3, "12345678901234567890"))).isEmpty();
    assertThat(type("amount")).isEqualTo("decimal(28,2)");

    assertThat(apply(watch, amount(4, "-0.12340"))).isEmpty();
    assertThat(type("amount__v2")).isEqualTo("decimal(38,4)");
    assertThat(rows("id", "amount__v2"))
        .containsExactly("1 null", "2 1.5000", "3 12345678901234567890.0000", "4 -0.1234");
    assertThat(decisions())
        .containsExactly(
            "widen amount evolve widened to decimal(28,2)",
            "widen amount evolve goes on in amount__v2, older values are copied");
    assertThat(lake.open(id).findProperty(TableProperty.CONTRACT).orElseThrow())
        .contains("widened for a number of 0 integer and 4 fraction digits");

    assertThat(apply(watch, amount(5, "1E+40"), amount(6, "NAN")))
        .containsExactly(
            "FIRN-7020 column amount has a number of 41 integer and 0 fraction digits, for which"
                + " decimal(38,4) has no place",
            "FIRN-7020 column amount of type numeric has value NAN: decimal(38,4) has no place for NaN");
    assertThat(rows("id")).containsExactly("1", "2", "3", "4");
  }

  private static String amount(int id, String amount) {
    return "{'id':%d,'size':1,'name':'a','price':'1','amount':'%s'}".formatted(id, amount);
  }

  @Test
  void namesWhatTheSourceHasOtherwiseThanTheContract() {
    ContractReport report =
        new ContractReport(
            table -> new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).decide(table));
    measure("amount");
    assertThat(report.differences(captured, discovered())).isEmpty();
    alter("ALTER amount TYPE numeric(4,1), DROP name, ADD more bool");
    assertThat(report.differences(captured, discovered()))
        .containsExactly(
            "column name is gone",
            "column amount was numeric and is numeric(4,1) at the source, so decimal(18,2) becomes"
                + " decimal(4,1) in the lake",
            "column more is new");
  }

  private TableSchema discovered() {
    return database.discoverOne(new TableId(schema, "t")).orElseThrow();
  }

  @Test
  void aLookWaitsForNoLockOfATable() throws Exception {
    postgres.execute(
        "CREATE TABLE %1$s.p (id int) PARTITION BY LIST (id); CREATE TABLE %1$s.p1 PARTITION OF %1$s.p DEFAULT"
            .formatted(schema));
    try (Connection other = postgres.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE " + schema + ".t, " + schema + ".p IN ACCESS EXCLUSIVE MODE");
      SourceLook look = database.look(List.of(new TableId(schema, "t"), new TableId(schema, "p")));
      assertThat(look.asked()).hasSize(2);
      assertThat(look.present()).hasSize(2);
      assertThat(look.server()).contains("system ", "timeline 1");
    }
  }

  @Test
  void aContractKeepsByWhatTheSourceKnowsTheTable() {
    postgres.execute(
        ("CREATE TYPE %1$s.mood AS ENUM ('sad', 'ok'); CREATE DOMAIN %1$s.moods AS %1$s.mood[];"
                + " CREATE TABLE %1$s.p (id int, m %1$s.moods, g int GENERATED ALWAYS AS (id) STORED,"
                + " PRIMARY KEY (id)) PARTITION BY LIST (id);"
                + " CREATE TABLE %1$s.p1 PARTITION OF %1$s.p DEFAULT;"
                + " ALTER TABLE %1$s.p1 REPLICA IDENTITY FULL")
            .formatted(schema));
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(database.discoverOne(new TableId(schema, "p")).orElseThrow());
    TableIdentity identity = Objects.requireNonNull(mapping.identity());
    assertThat(identity.columns().get(1).labels()).containsValues("sad", "ok");
    assertThat(identity.columns().get(2).generated()).isTrue();
    assertThat(identity.parts()).singleElement().extracting("logged").isEqualTo(true);
    assertThat(identity.naming()).isEqualTo(TableIdentity.RowNaming.FULL);
    assertThat(TableMapping.fromJson(mapping.toJson())).isEqualTo(mapping);
  }

  @Test
  void aFrozenMeasuredColumnTakesNoOtherNumbers() {
    measure("amount");
    policy(DriftKind.WIDEN, DriftPolicy.FREEZE);
    assertThat(apply(watch(), amount(2, "0.001")))
        .containsExactly(
            "FIRN-7020 column amount has a number of 0 integer and 3 fraction digits, for which"
                + " decimal(18,2) has no place");
    assertThat(type("amount")).isEqualTo("decimal(18,2)");
  }

  @Test
  void aColumnOfOracleThatMayBeARenamedOneIsNotTakenForANewOne() throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres)) {
      SourceDatabase source = loadOracle(oracle);
      alter("RENAME name TO title");
      SchemaWatch watch = watch(source);
      assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look(watch)))
          .isInstanceOf(DriftException.class)
          .hasMessageContaining("column name is gone and column title is new, and the source does");
    }
  }

  /** What is new stands at the end, so the one behind it was not there all the time. */
  @Test
  void aColumnOfOracleBehindANewOneWasDroppedAndAddedAgain() throws Exception {
    alter("ADD mark integer");
    try (OracleStandIn oracle = OracleStandIn.on(postgres)) {
      SourceDatabase source = loadOracle(oracle);
      alter("ADD fresh integer");
      alter("DROP mark");
      alter("ADD mark integer");
      SchemaWatch watch = watch(source);
      assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look(watch)))
          .isInstanceOf(DriftException.class)
          .hasMessageContaining("its columns have another order, in which mark stands elsewhere");
    }
  }

  /** Has the table loaded as one of Oracle. */
  private SourceDatabase loadOracle(OracleStandIn oracle) throws IOException {
    alter("ALTER name TYPE varchar(40)");
    SourceDatabase source = SourceDatabase.of(sourceOn(oracle), Clock.systemUTC());
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.ORACLE)
            .map(source.discoverOne(new TableId(schema, "t")).orElseThrow());
    LakeTableId other = namespace().table("of_oracle" + number++);
    lake.create(other, mapping.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, mapping.toJson()));
    captured = new CapturedTable("shop", other, mapping);
    return source;
  }

  private void advance(SchemaWatch watch, DecodedChanges read) {
    captured = watch.follow(captured, read, look(watch));
  }

  /** A change of Oracle. */
  private Change change(ChangeOperation operation, long scn) {
    LogPlace place = new LogPlace(OracleLog.INSTANCE, 1, scn, ++offset);
    return new Change(new EventPlace(0, offset, place, -1), operation, null, null, null);
  }

  @Test
  void aTableOfOracleWhoseRowsAreElsewhereWasTruncatedIfAnEventTellsOfIt() throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres)) {
      SourceDatabase source = loadOracle(oracle);
      SchemaWatch watch = watch(source);
      DecodedChanges truncated =
          new DecodedChanges(
              List.of(change(ChangeOperation.TRUNCATE, 1)), Map.of(), Set.of(), List.of());
      advance(watch, DecodedChanges.NONE);
      postgres.execute("TRUNCATE " + schema + ".t");
      assertThatCode(() -> advance(watch, truncated)).doesNotThrowAnyException();
      assertThat(Objects.requireNonNull(captured.mapping().identity()).parts())
          .isEqualTo(identityOf(source).parts());

      // By SYSTEM, say, whose statements the connector passes over.
      postgres.execute("TRUNCATE " + schema + ".t");
      advance(watch, DecodedChanges.NONE);
      assertThat(Objects.requireNonNull(captured.mapping().identity()).parts())
          .as("an event may still come")
          .isNotEqualTo(identityOf(source).parts());
      advance(watch, truncated);
      assertThat(Objects.requireNonNull(captured.mapping().identity()).parts())
          .as("it has come, and what comes later is not waited for")
          .isEqualTo(identityOf(source).parts());
      postgres.execute("TRUNCATE " + schema + ".t");
      advance(watch, DecodedChanges.NONE);
      watch.allIsApplied();
      assertThatThrownBy(() -> advance(watch, DecodedChanges.NONE))
          .isInstanceOf(DriftException.class)
          .hasMessageContaining(
              "has another segment than before, and no event tells of a TRUNCATE");
    }
  }

  private TableIdentity identityOf(SourceDatabase source) {
    return Objects.requireNonNull(
        source.discoverOne(new TableId(schema, "t")).orElseThrow().identity());
  }

  @Test
  void aTruncateThatALookOfOracleHadSeenIsNotTakenForALaterOne() throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres)) {
      SchemaWatch watch = watch(loadOracle(oracle));
      advance(
          watch,
          new DecodedChanges(
              List.of(change(ChangeOperation.TRUNCATE, 1)), Map.of(), Set.of(), List.of()));
      postgres.execute("TRUNCATE " + schema + ".t");
      advance(watch, DecodedChanges.NONE);
      watch.allIsApplied();
      assertThatThrownBy(() -> advance(watch, DecodedChanges.NONE))
          .isInstanceOf(DriftException.class)
          .hasMessageContaining("no event tells of a TRUNCATE");
    }
  }

  @Test
  void aColumnOfOracleThatStandsElsewhereIsNotTakenForTheSame() throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres)) {
      SchemaWatch watch = watch(loadOracle(oracle));
      advance(watch, DecodedChanges.NONE);
      alter("DROP size");
      alter("ADD size int");
      assertThatThrownBy(() -> advance(watch, DecodedChanges.NONE))
          .isInstanceOf(DriftException.class)
          .hasMessageContaining("its columns have another order");
    }
  }

  @Test
  void aColumnOfOracleThatIsPaddedToAnotherLengthIsNotTakenForTheSame() throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres)) {
      alter("ADD code char(5)");
      SchemaWatch watch = watch(loadOracle(oracle));
      advance(watch, DecodedChanges.NONE);
      alter("ALTER code TYPE char(10)");
      assertThatThrownBy(() -> advance(watch, DecodedChanges.NONE))
          .isInstanceOf(DriftException.class)
          .hasMessageContaining("column code has another length, to which the source pads");
    }
  }

  @Test
  void aFieldOfOracleThatNoLookHasSeenMayBeAColumnThatHasAnotherNameNow() throws Exception {
    try (OracleStandIn oracle = OracleStandIn.on(postgres)) {
      SchemaWatch watch = watch(loadOracle(oracle));
      advance(watch, DecodedChanges.NONE);
      long loaded = Objects.requireNonNull(captured.mapping().identity()).horizon();
      DecodedChanges read =
          new DecodedChanges(
              List.of(change(ChangeOperation.DELETE, loaded + 1)),
              Map.of(),
              Set.of("price_new"),
              List.of());
      assertThatThrownBy(() -> advance(watch, read))
          .isInstanceOf(DriftException.class)
          .hasMessageContaining("events have column price_new, which the source has no more or");
    }
  }

  private SourceConfig sourceOn(OracleStandIn oracle) throws IOException {
    Path config = Files.createDirectories(directory.resolve(schema));
    Files.writeString(
        config.resolve("sources.yaml"),
        """
        sources:
          shop:
            database_type: oracle
            kafka_topic_prefix: shop
            iceberg_namespace: shop
            database_connection:
              {host: db.example.com, service_name: %s, username: %s, password: "%s", schema: %s}
        """
            .formatted(oracle.service(), postgres.username(), postgres.password(), schema));
    return new ConfigLoader(config, Map.of()).loadSource("shop");
  }

  @Test
  void labelsAreKnownAsOfTheLookThoughAnotherDifferenceIsNotFollowed() {
    String mood = schema + ".mood";
    postgres.execute("CREATE TYPE " + mood + " AS ENUM ('sad', 'ok')");
    alter("ADD m " + mood);
    policy(DriftKind.NARROW, DriftPolicy.DISCARD_VALUE);
    apply(watch(), "{'id':1,'size':20,'name':'b','price':null,'m':'ok'}");
    assertThat(labels("m")).containsExactly("ok", "sad");
    alter("ALTER name TYPE int USING 1");
    alter("ADD c1 int");
    postgres.execute("ALTER TYPE " + mood + " ADD VALUE 'calm'");
    apply(watch(), "{'id':1,'size':40,'name':1,'price':null,'m':'calm','c1':1}");
    assertThat(labels("m")).containsExactly("calm", "ok", "sad");
    assertThat(lake.open(id).state().findContract().orElseThrow()).isEqualTo(captured.mapping());
    alter("ADD c2 int");
    apply(watch(), "{'id':1,'size':40,'name':1,'price':null,'m':'calm','c1':1,'c2':2}");
    assertThat(rows("id", "m", "c1", "c2")).containsExactly("1 calm 1 2");
  }

  private Set<String> labels(String column) {
    return Objects.requireNonNull(captured.mapping().identity())
        .column(column)
        .orElseThrow()
        .enumerated();
  }

  @Test
  void widensByIcebergsRulesInPlace() {
    alter("ALTER COLUMN size TYPE bigint, ALTER COLUMN price TYPE numeric(8,2)");
    SchemaWatch watch = watch();
    apply(watch, "{'id':2,'size':5000000000,'name':'b','price':'123456.78'}");
    assertThat(rows("id", "size", "price")).containsExactly("1 10 1.50", "2 5000000000 123456.78");
    assertThat(type("size")).isEqualTo("bigint");
    assertThat(type("price")).isEqualTo("decimal(8,2)");
    assertThat(decisions())
        .containsExactlyInAnyOrder(
            "widen size evolve widened to bigint", "widen price evolve widened to decimal(8,2)");
    apply(watch(), "{'id':3,'size':1,'name':'c','price':'1.00'}");
    assertThat(decisions()).as("a decision is recorded once").hasSize(2);
  }

  @Test
  void widensByANewColumnWhereIcebergDoesNotReach() {
    alter("ALTER COLUMN price TYPE numeric(9,4), ALTER COLUMN size TYPE numeric(20,0)");
    apply(watch(), "{'id':2,'size':'99999999999999999999','name':'b','price':'1.2345'}");
    assertThat(rows("id", "size__v2", "price__v2"))
        .containsExactly("1 10 1.5000", "2 99999999999999999999 1.2345");
    assertThat(rows("id", "size", "price")).containsExactly("1 10 1.50", "2 null null");
    assertThat(lake.open(id).state().copies()).isEmpty();
    assertThat(lake.open(id).state().findContract().orElseThrow()).isEqualTo(captured.mapping());
  }

  @Test
  void renamesAColumnAndStillReadsEventsThatWereWrittenBefore() {
    alter("RENAME COLUMN name TO title");
    apply(
        watch(),
        "{'id':2,'size':20,'name':'before','price':null}",
        "{'id':3,'size':30,'title':'after','price':null}");
    assertThat(rows("id", "title")).containsExactly("1 a", "2 before", "3 after");
    assertThat(lake.open(id).schema().fieldNames()).containsExactly("id", "size", "title", "price");
    assertThat(FieldRules.stored(lake.open(id).state().findFormerNames(), Optional.empty()))
        .isEqualTo(captured.rules());
  }

  @Test
  void keepsADroppedColumnAndAddsANewOneOfItsName() {
    alter("DROP COLUMN name");
    alter("ADD COLUMN title text DEFAULT 'x'");
    apply(watch(), "{'id':1,'size':11,'price':null,'title':'t'}");
    assertThat(rows("id", "size", "name", "title")).containsExactly("1 11 a t");
    assertThat(decisions())
        .containsExactlyInAnyOrder(
            "drop name evolve kept; new rows have NULL in name", "add title evolve added as title");
  }

  @Test
  void freezesTheLakeAndKeepsWhatDoesNotFitAsDeadLetters() {
    policy(DriftKind.ADD, DriftPolicy.FREEZE);
    alter("ADD COLUMN title text");
    assertThat(
            apply(
                watch(),
                "{'id':2,'size':1,'name':'b','price':null}",
                "{'id':3,'size':1,'name':'c','price':null,'title':'t'}"))
        .singleElement()
        .asString()
        .contains("it has field title", "schema_drift is \"freeze\"");
    assertThat(rows("id", "name")).containsExactly("1 a", "2 b");
    assertThat(lake.open(id).schema().fieldNames()).doesNotContain("title");
  }

  @Test
  void leavesOutValuesOfAColumnWhoseTypeTheLakeCannotFollow() {
    policy(DriftKind.NARROW, DriftPolicy.DISCARD_VALUE);
    alter("ALTER COLUMN size TYPE text USING size::text");
    assertThat(apply(watch(), "{'id':1,'size':'eleven','name':'b','price':null}")).isEmpty();
    assertThat(rows("id", "size", "name")).containsExactly("1 10 b");
  }

  @Test
  void setsTheTableAsideIfThePolicySaysSo() {
    alter("ALTER COLUMN size TYPE text USING size::text");
    SchemaWatch watch = watch();
    assertThatThrownBy(() -> apply(watch, "{'id':1,'size':'eleven','name':'b','price':null}"))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("had size int4 and has size text now, and schema_drift.narrow")
        .hasMessageContaining("firn bulk-load --source shop --tables t --fresh-start --yes.");
    assertThatThrownBy(() -> apply(watch, "{'id':1,'size':'eleven','name':'b','price':null}"))
        .as("and again in the next batch")
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("size");
    assertThat(decisions()).containsExactly("narrow size fail the table is quarantined");
  }

  @Test
  void asksTheSourceByKeysOfAnyType() throws Exception {
    requireAnswer("int4", "7", "INTEGER", "8");
    requireAnswer("text", "it's \\ \"odd\", {a}", "TEXT", "");
    requireAnswer("char(5)", "ab   ", "TEXT", "b    ");
    requireAnswer("numeric(8,3)", "1.500", "DECIMAL", "1.501");
    requireAnswer("numeric", "12345678901234567890.5", "NUMBER_TEXT", "1");
    requireAnswer("date", "0044-03-15 BC", "DATE", "0044-03-15");
    requireAnswer("date", "12024-02-29", "DATE", "2024-02-29");
    requireAnswer("timestamp", "0001-12-31 23:59:59.999999 BC", "TIMESTAMP", "2024-02-29");
    requireAnswer(
        "timestamptz", "2024-03-10 02:30:00.000001+00", "TIMESTAMP_WITH_ZONE", "2024-03-10");
    requireAnswer(
        "uuid",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "UUID_TEXT",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12");
    requireAnswer("bytea", "\\x00ff10", "BINARY", "\\x");
    requireAnswer("bool", "true", "BOOLEAN", "false");
    requireAnswer("bit(1)", "1", "BIT_BOOLEAN", "0");
    requireAnswer("bit(5)", "10101", "BIT_TEXT", "00001");
    requireAnswer("float8", "0.1", "DOUBLE", "NaN");
    requireAnswer("float4", "0.1", "REAL", "0.2");
    requireAnswer("inet", "10.0.0.1", "CAST_TEXT", "10.0.0.2");
    requireAnswer("time", "24:00:00", "TIME_TEXT", "00:00:00");
  }

  /** Of two rows one has an infinite interval, and the other an array of two dimensions. */
  private void requireAnswer(String type, String key, String rule, String other) throws Exception {
    postgres.execute("DROP TABLE " + schema + ".t");
    postgres.execute(
        "CREATE TABLE " + schema + ".t (k " + type + " PRIMARY KEY, \"Wait%s\" interval, l int[])");
    TableId table = new TableId(schema, "t");
    try (Connection connection = postgres.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO " + schema + ".t VALUES (?::" + type + ", ?::interval, ?::int[])")) {
      for (String[] row :
          new String[][] {{key, "infinity", "{NULL}"}, {other, "0", "{{NULL},{NULL}}"}}) {
        for (int i = 0; i < row.length; i++) {
          insert.setString(i + 1, row[i]);
        }
        insert.executeUpdate();
      }
    }
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(database.discoverOne(table).orElseThrow());
    assertThat(mapping.columns().get(0).columnType().rule()).isEqualTo(rule);
    List<RowKey> keys = loadedKeys(table, mapping);
    List<AmbiguousValue> sightings = new ArrayList<>();
    for (RowKey found : keys) {
      sightings.add(new AmbiguousValue(PostgresAmbiguity.INFINITE_INTERVAL, "Wait%s", found, null));
      sightings.add(new AmbiguousValue(PostgresAmbiguity.MANY_DIMENSIONS, "l", found, null));
    }
    assertThat(new SourceVerifier(database).refuted(mapping, sightings))
        .containsExactlyInAnyOrder(sightings.get(0).refutedBy(""), sightings.get(3).refutedBy(""));
    alter("DROP COLUMN l");
    assertThat(new SourceVerifier(database).refuted(mapping, sightings))
        .containsExactly(sightings.get(0).refutedBy(""));
  }

  @Test
  void asksForTheDaysThatDebeziumMoves() {
    postgres.execute("DROP TABLE " + schema + ".t");
    postgres.execute("CREATE TABLE " + schema + ".t (k int PRIMARY KEY, days date[])");
    postgres.execute(
        "INSERT INTO "
            + schema
            + ".t VALUES (1, '{0001-12-31 BC,NULL,2024-02-29}'), (2, '{1582-10-04,1582-10-15}'),"
            + " (3, '{2011-12-30,infinity}'), (4, '{1582-10-14}'), (5, NULL)");
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(discovered());
    List<AmbiguousValue> rows =
        IntStream.rangeClosed(1, 6)
            .mapToObj(k -> new RowKey(new Object[] {k}))
            .map(key -> new AmbiguousValue(PostgresAmbiguity.OTHER_DAYS, "days", key, null))
            .toList();
    String beforeChrist = LocalDate.of(0, 12, 31).toEpochDay() + ",,19782";
    String leftOut = String.valueOf(LocalDate.of(1582, 10, 14).toEpochDay());
    String infinite = LocalDate.of(2011, 12, 30).toEpochDay() + ",-2147483648";
    assertThat(new SourceVerifier(database).refuted(mapping, rows))
        .containsExactlyInAnyOrder(
            rows.get(0).refutedBy(beforeChrist),
            rows.get(2).refutedBy(infinite),
            rows.get(3).refutedBy(leftOut));
    AmbiguousValue anywhere =
        new AmbiguousValue(PostgresAmbiguity.OTHER_DAYS, "days", null, Places.transaction(2));
    assertThat(new SourceVerifier(database).refuted(mapping, List.of(anywhere)))
        .containsExactlyInAnyOrder(
            anywhere.refutedBy(beforeChrist),
            anywhere.refutedBy(infinite),
            anywhere.refutedBy(leftOut));
  }

  @Test
  void asksAboutAllRowsOfATableWithoutAKey() {
    postgres.execute("DROP TABLE " + schema + ".t");
    postgres.execute("CREATE TABLE " + schema + ".t (\"Wait%s\" interval, l int[])");
    postgres.execute("INSERT INTO " + schema + ".t VALUES ('0', '{NULL}'), ('1 h', '{{1}}')");
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(discovered());
    AmbiguousValue zero =
        new AmbiguousValue(
            PostgresAmbiguity.INFINITE_INTERVAL, "Wait%s", null, Places.transaction(2));
    AmbiguousValue nulls =
        new AmbiguousValue(PostgresAmbiguity.MANY_DIMENSIONS, "l", null, Places.transaction(2));
    List<AmbiguousValue> both = List.of(zero, nulls);
    assertThat(new SourceVerifier(database).refuted(mapping, both))
        .containsExactly(nulls.refutedBy(""));
    postgres.execute("INSERT INTO " + schema + ".t VALUES ('-infinity')");
    assertThat(new SourceVerifier(database).refuted(mapping, both))
        .containsExactlyInAnyOrder(zero.refutedBy(""), nulls.refutedBy(""));
    postgres.execute("DELETE FROM " + schema + ".t WHERE \"Wait%s\" < '0'");
    alter("DROP COLUMN l, ADD CHECK (isfinite(\"Wait%s\"))");
    assertThat(new SourceVerifier(database).refuted(mapping, both)).isEmpty();
  }

  /** The keys as the lake holds them after a load; that with the infinite interval first. */
  private List<RowKey> loadedKeys(TableId table, TableMapping mapping) {
    List<TableSchema> schemas = List.of(database.discoverOne(table).orElseThrow());
    try (ReadSession session = database.openReadSession(schemas)) {
      return session
          .read(
              spark,
              mapping.only(List.of("k")),
              database.split(schemas, 1).getOrDefault(table, List.of()))
          .rows()
          .collectAsList()
          .stream()
          .map(row -> new RowKey(new Object[] {row.get(0)}))
          .toList();
    }
  }

  @Test
  void waitsForATransactionThatTheSourceDoesNotSeeYet() throws Exception {
    alter("ADD COLUMN wait interval");
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(discovered());
    try (Connection writer = postgres.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO " + schema + ".t (id, wait) VALUES (5, '-infinity')");
      ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text::bigint");
      row.next();
      AmbiguousValue sighting =
          new AmbiguousValue(
              PostgresAmbiguity.INFINITE_INTERVAL,
              "wait",
              new RowKey(new Object[] {5}),
              Places.transaction(row.getLong(1) & 0xFFFFFFFFL));
      CompletableFuture<Set<AmbiguousValue>> answer =
          CompletableFuture.supplyAsync(
              () -> new SourceVerifier(database).refuted(mapping, List.of(sighting)));
      assertThatThrownBy(() -> answer.get(1, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class)
          .hasMessage(null);
      writer.commit();
      assertThat(answer.get(30, TimeUnit.SECONDS)).containsExactly(sighting.refutedBy(""));
    }
  }

  @Test
  void refusesAnotherKey() {
    alter("DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, size)");
    assertThatThrownBy(() -> apply(watch(), "{'id':1,'size':1,'name':'b','price':null}"))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("its key was [id], and " + schema + ".t has [id, size]");
  }

  /** What the statement that added a column wrote into the earlier rows is in no event. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ADD more uuid DEFAULT gen_random_uuid()                            |            | true",
        "ADD more timestamptz DEFAULT clock_timestamp()                     |            | true",
        "ADD more float8 DEFAULT random(), ALTER name SET DEFAULT 'x'       | DROP DEFAULT | true",
        "ADD more int DEFAULT 5                                             | VACUUM     | true",
        "ADD more int                                                       | VACUUM     | false",
        "ADD more int                                                       | UPDATE     | false",
        "ADD more int, ALTER size TYPE bigint                               | UPDATE     | false"
      })
  void knowsWhichColumnsHaveValuesThatNoEventCarries(
      String alter, @Nullable String then, boolean expected) {
    postgres.execute("INSERT INTO " + schema + ".t VALUES (1, 10, 'a', 1.50)");
    alter(alter);
    if ("DROP DEFAULT".equals(then)) {
      alter("ALTER more DROP DEFAULT");
    } else if ("VACUUM".equals(then)) {
      postgres.execute("VACUUM FULL " + schema + ".t");
    } else if ("UPDATE".equals(then)) {
      postgres.execute("UPDATE " + schema + ".t SET more = 7");
    }
    assertThat(database.mayHoldUnsentValues(new TableId(schema, "t"), "more")).isEqualTo(expected);
  }

  @Test
  void knowsThatTheCatalogTellsDefaultsOfPartitionsOnly() {
    postgres.execute(
        ("CREATE TABLE %1$s.p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                + "CREATE TABLE %1$s.p1 PARTITION OF %1$s.p FOR VALUES FROM (0) TO (9);"
                + "INSERT INTO %1$s.p VALUES (1)")
            .formatted(schema));
    TableId table = new TableId(schema, "p");
    postgres.execute("ALTER TABLE " + schema + ".p ADD bare int");
    assertThat(database.mayHoldUnsentValues(table, "bare")).isFalse();
    postgres.execute("ALTER TABLE " + schema + ".p ADD more int DEFAULT 5");
    assertThat(database.mayHoldUnsentValues(table, "more")).isTrue();
  }

  @Test
  void setsATableAsideWhoseOlderRowsHaveValuesThatNobodySent() {
    postgres.execute("INSERT INTO " + schema + ".t VALUES (1, 10, 'a', 1.50)");
    alter("ADD token uuid DEFAULT gen_random_uuid()");
    String event =
        "{'id':2,'size':1,'name':'b','price':null,'token':'6a1e1d4c-45b8-4a19-a4a7-6dd9d0a1f0b1'}";
    assertThatThrownBy(() -> apply(watch(), event))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("Cannot add column token of " + schema + ".t: its earlier rows")
        .hasMessageContaining(
            "Reload the table with firn bulk-load --source shop --tables t --no-resume.");
    assertThat(lake.open(id).schema().fieldNames()).doesNotContain("token");
    assertThat(decisions())
        .containsExactly("add token evolve the table is quarantined, it must be reloaded");
  }

  private void refuses(String... said) {
    SchemaWatch watch = watch();
    SourceLook look = watch.look(List.of(captured.mapping().source()));
    var refusal = assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look));
    refusal.isInstanceOf(DriftException.class);
    List.of(said).forEach(refusal::hasMessageContaining);
  }

  /** What is written while it is out, or while updates are not sent, is in no stream. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER PUBLICATION $P DROP TABLE $S.t, $S.u | is not in the publication any more",
        "ALTER PUBLICATION $P DROP TABLE $S.t; ALTER PUBLICATION $P ADD TABLE $S.t"
            + "| was taken out of the publication and put back since its load",
        "ALTER PUBLICATION $P SET TABLE $S.u; ALTER PUBLICATION $P SET TABLE $S.t"
            + "| was taken out of the publication and put back since its load",
        "ALTER PUBLICATION $P SET (publish = 'insert');"
            + " ALTER PUBLICATION $P SET (publish = 'insert,update,delete,truncate')"
            + "| or publication or slot were altered",
        "DROP PUBLICATION $P; CREATE PUBLICATION $P FOR TABLE $S.t"
            + "| was taken out of the publication and put back since its load",
        "SELECT pg_drop_replication_slot('$P') | , slot that is gone now)"
      })
  void setsATableAsideThatWasNotSentAllTheTime(String statements, String said) {
    postgres.execute("CREATE TABLE " + schema + ".u (id int PRIMARY KEY)");
    publication("CREATE PUBLICATION $P FOR TABLE $S.t");
    publication("SELECT pg_create_logical_replication_slot('$P', 'pgoutput', false, false, true)");
    apply(watch(), "{'id':2,'size':20,'name':'b','price':'2.50'}");
    publication("ALTER PUBLICATION $P ADD TABLE $S.u");
    apply(watch(), "{'id':3,'size':30,'name':'c','price':'3.50'}");
    publication(statements);
    assertThatThrownBy(() -> apply(watch(), "{'id':4,'size':1,'name':'d','price':'4.50'}"))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining(said)
        .hasMessageContaining("Reload it with firn bulk-load --source shop --tables t");
    assertThat(decisions()).singleElement().asString().contains(said);
    assertThat(lake.open(captured.id()).state().findGap())
        .as("kept, whatever the source looks like later")
        .isPresent();
  }

  @Test
  void theReloadOfAGapTakesTheTypesOfNow() {
    publication("CREATE PUBLICATION $P FOR TABLE $S.t");
    apply(watch(), "{'id':2,'size':20,'name':'b','price':'2.50'}");
    publication("DROP PUBLICATION $P");
    alter("ALTER size TYPE numeric(12,2)");
    assertThatThrownBy(() -> apply(watch(), "{'id':4,'size':1,'name':'d','price':'4.50'}"))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining(
            "Reload it with firn bulk-load --source shop --tables t --fresh-start --yes");
  }

  private void publication(String statements) {
    for (String statement : statements.split(";", -1)) {
      postgres.execute(statement.replace("$P", "firn_shop").replace("$S", schema));
    }
  }

  @AfterEach
  void dropPublication() {
    publication(
        "DROP PUBLICATION IF EXISTS $P; SELECT pg_drop_replication_slot(slot_name)"
            + " FROM pg_replication_slots WHERE slot_name = '$P'");
  }

  @Test
  void ofTwoNamesItNamesTheOneThatTwoColumnsHad() {
    alter("RENAME size TO amount");
    alter("RENAME name TO size");
    refuses("its column size is another one than the column that had this name before");
  }

  /** The rename is over and done with, and its fields may still come under the former name. */
  @ParameterizedTest(name = "{0}, known from the table: {1}")
  @CsvSource({
    "ADD size int,false",
    "ADD size int,true",
    "RENAME name TO size,false",
    "RENAME name TO size,true"
  })
  void aColumnThatGetsTheFormerNameOfARenamedOneIsRefused(String statement, boolean nextRun) {
    alter("RENAME size TO amount");
    SchemaWatch watch = watch();
    apply(watch, "{'id':2,'amount':20,'name':'b','price':null}");
    assertThat(rows("id", "amount")).containsExactly("1 10", "2 20");
    if (nextRun) {
      TableState state = lake.open(id).state();
      captured =
          new CapturedTable("shop", id, state.findContract().orElseThrow())
              .with(FieldRules.stored(state.findFormerNames(), Optional.empty()));
      watch = watch();
    }
    alter(statement);
    SchemaWatch late = watch;
    String event =
        statement.startsWith("ADD")
            ? "{'id':3,'amount':30,'name':'c','price':null,'size':9}"
            : "{'id':3,'amount':30,'size':'c','price':null}";
    assertThatThrownBy(() -> apply(late, event))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("its column size is another one than the column that had this name")
        .hasMessageContaining("firn bulk-load --source shop --tables t");
    assertThat(rows("id", "amount")).containsExactly("1 10", "2 20");
  }

  @Test
  void theReloadThatIsNamedTakesTheTypesOfNow() {
    postgres.execute("ALTER TABLE " + schema + ".t DROP name, ADD name int");
    refuses(
        "its column name is another one",
        "Reload the table with firn bulk-load --source shop --tables t --fresh-start --yes.");
    assertThat(decisions()).singleElement().asString().contains("--fresh-start --yes.");
  }

  @Test
  void anotherTableOfTheSameNameAndColumnsIsToldByWhatBecameOfTheFirst() {
    String again = " (LIKE " + schema + ".t_first INCLUDING ALL)";
    postgres.execute(
        "ALTER TABLE " + schema + ".t RENAME TO t_first", "CREATE TABLE " + schema + ".t" + again);
    refuses(
        schema + ".t is another table than the one that was loaded, which was renamed to ",
        schema + ".t_first. Reload the table with");
    postgres.execute("DROP TABLE " + schema + ".t_first");
    refuses(schema + ".t is another table than the one that was loaded, which was dropped.");
  }

  @Test
  void anotherTableThatIsNotLoggedIsToBeLoggedFirst() {
    postgres.execute(
        "DROP TABLE " + schema + ".t",
        "CREATE UNLOGGED TABLE " + schema + ".t (id int PRIMARY KEY, size int, name text)");
    refuses("is no table whose changes reach the log", "SET LOGGED");
  }

  @Test
  void anotherTableWhoseEventsDoNotNameRowsIsToNameThemFirst() {
    postgres.execute(
        "DROP TABLE " + schema + ".t",
        "CREATE TABLE " + schema + ".t (id int PRIMARY KEY, size int NOT NULL UNIQUE)",
        "ALTER TABLE " + schema + ".t REPLICA IDENTITY USING INDEX t_size_key");
    refuses("the replica identity of " + schema + ".t is an index that is not its key");
  }

  /** A load that is named and then refused for something else sends an operator in circles. */
  @Test
  void aReloadThatTheTableAsItIsNowWouldRefuseSaysWhatIsToBeDoneFirst() {
    postgres.execute(
        "CREATE SCHEMA " + schema + "_away",
        "ALTER TABLE " + schema + ".t ADD UNIQUE (size), ALTER size SET NOT NULL",
        "ALTER TABLE " + schema + ".t SET SCHEMA " + schema + "_away",
        "ALTER TABLE " + schema + "_away.t REPLICA IDENTITY USING INDEX t_size_key");
    refuses(
        "Move it back and load it with firn bulk-load --source shop --tables t --no-resume",
        "As the table is now, that load is refused: Cannot load " + schema + "_away.t: ",
        "ALTER TABLE " + schema + "_away.t REPLICA IDENTITY DEFAULT has them name the key");
  }

  @Test
  void aReloadOfATableThatIsAwayAndNotLoggedSaysThatItIsToBeLoggedFirst() {
    postgres.execute(
        "CREATE SCHEMA " + schema + "_off",
        "ALTER TABLE " + schema + ".t SET SCHEMA " + schema + "_off",
        "ALTER TABLE " + schema + "_off.t SET UNLOGGED");
    refuses(
        "Move it back and load it with firn bulk-load --source shop --tables t --no-resume",
        "As the table is now, that load is refused: Cannot load " + schema + "_off.t: ",
        "SET LOGGED");
  }

  /** Numbers of transactions begin anew, and would be compared with it in the wrong way. */
  @Test
  void whatWasAlteredBeforeTheFirstLookIsForgottenBeforeItsNumberComesAgain() throws Exception {
    agreeOnWhatThereIs();
    long now = Objects.requireNonNull(captured.mapping().identity()).settled();
    long longAgo = (now - (1L << 30) - 10) & 0xFFFFFFFFL;
    String row = "{'id':2,'size':7,'name':'b','price':'2.50'}";
    for (long altered : List.of(now - 1, longAgo)) {
      lake.open(id)
          .alter()
          .setProperties(Map.of(TableProperty.ALTERED, altered + " it was created"));
      captured = follow(watch(), read(committed("UPDATE %s.t SET size = 7"), row));
      assertThat(lake.open(id).state().findAltered().isEmpty()).isEqualTo(altered == longAgo);
    }
  }

  @Test
  void aLookThatIsTooOldToBeComparedWithIsRenewed() {
    TableIdentity now = Objects.requireNonNull(discovered().identity());
    agreeOn(captured.mapping().identifiedBy(aged(now)));
    refusesNothing();
    assertThat(Objects.requireNonNull(captured.mapping().identity()).horizon())
        .isGreaterThanOrEqualTo(now.horizon());
  }

  private static TableIdentity aged(TableIdentity now) {
    return new TableIdentity(
        now.server(),
        now.object(),
        now.named(),
        now.naming(),
        now.key(),
        now.columns(),
        now.lastColumn(),
        now.parts(),
        now.sentBy(),
        now.horizon() - (1L << 31),
        now.settled() - (1L << 31));
  }

  /** A publication of a schema lets it be done, and nothing of it is sent. */
  @Test
  void aTableThatDidWithoutTheLogForATimeIsRefused() {
    postgres.execute("CREATE PUBLICATION p_%1$s FOR TABLES IN SCHEMA %1$s".formatted(schema));
    agreeOnWhatThereIs();
    alter("SET UNLOGGED");
    postgres.execute("INSERT INTO %s.t VALUES (5, 5, 'e', 5)".formatted(schema));
    alter("SET LOGGED");
    refuses("were written anew by one statement that altered no column, as SET LOGGED does");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ADD g int GENERATED ALWAYS AS (size * 2) STORED",
        "ALTER size SET STATISTICS 10",
        "CLUSTER %1$s.t USING t_pkey",
        "VACUUM FULL %1$s.t",
        "UPDATE %1$s.t SET size = 3; VACUUM FULL %1$s.t",
      })
  void aTableThatIsWrittenAnewInOrdinaryWaysIsFollowed(String how) throws Exception {
    postgres.execute("INSERT INTO %s.t VALUES (1, 10, 'a', 1.50)".formatted(schema));
    agreeOnWhatThereIs();
    for (String statement : how.formatted(schema).split("; ", -1)) {
      postgres.execute(
          statement.startsWith("A") ? "ALTER TABLE " + schema + ".t " + statement : statement);
    }
    refusesNothing();
  }

  @Test
  void aKeyThatWasAnotherForATimeIsSeenBesideAnotherAlteration() {
    alter("ALTER name TYPE varchar(10)");
    agreeOnWhatThereIs();
    alter("DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, size)");
    alter("DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id)");
    alter("ALTER name TYPE varchar(20)");
    refuses("its primary key was dropped and made anew");
  }

  @Test
  void aTableThatWasAPartForATimeIsSeenBesideAnotherAlteration() {
    alter("ALTER name TYPE varchar(10)");
    agreeOnWhatThereIs();
    postgres.execute(
        "CREATE TABLE %1$s.whole (LIKE %1$s.t) PARTITION BY RANGE (id)".formatted(schema),
        "ALTER TABLE %1$s.whole ATTACH PARTITION %1$s.t DEFAULT".formatted(schema),
        "ALTER TABLE %1$s.whole DETACH PARTITION %1$s.t".formatted(schema));
    alter("ALTER name TYPE varchar(20)");
    refuses("it may have been a part of another table for a time");
  }

  @Test
  void aLabelThatIsCalledOtherwiseIsSeenThoughTheColumnLeftItsDomain() {
    postgres.execute(
        "CREATE TYPE %1$s.e AS ENUM ('a', 'b')".formatted(schema),
        "CREATE DOMAIN %1$s.d AS %1$s.e".formatted(schema),
        "ALTER TABLE %1$s.t ADD v %1$s.d".formatted(schema));
    agreeOnWhatThereIs();
    postgres.execute(
        "ALTER TYPE %1$s.e RENAME VALUE 'a' TO 'x'".formatted(schema),
        "ALTER TABLE %1$s.t ALTER v TYPE %1$s.e".formatted(schema));
    refuses("\"a\" is \"x\" now");
  }

  /** What is found at the next start is what a refusal has left of the contract. */
  @Test
  void aColumnIsRenamedWhollyIfTheNextChangeIsRefused() {
    alter("RENAME size TO amount");
    alter("ALTER name TYPE int USING 1");
    refuses("had name text and has name int4 now");
    assertThat(lake.open(id).schema().fieldNames()).contains("amount");
    captured = captured.with(lake.open(id).state().findContract().orElseThrow());
    refuses("had name text and has name int4 now");
  }

  /** Else events from before a column was added would seem to leave it out. */
  @Test
  void namesAreKnownAsOfTheLookAlsoWhileItIsUndecidedWhatHasBecomeOfRows() {
    TableIdentity before = Objects.requireNonNull(captured.mapping().identity());
    alter("ALTER size TYPE bigint");
    alter("ADD more int");
    SchemaWatch watch = watch();
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    TableIdentity undecided = Objects.requireNonNull(captured.mapping().identity());
    assertThat(undecided.settled()).isEqualTo(before.settled());
    assertThat(undecided.horizon()).isGreaterThan(before.horizon());
    assertThat(TableMapping.fromJson(captured.mapping().toJson()).identity()).isEqualTo(undecided);
  }

  /** Rows that were changed since would be missed, and the reason be that they are missing. */
  @Test
  void withoutAKeyRowsThatWereWrittenAnewAreRefusedBeforeAnyChangeIsApplied() {
    alter("DROP CONSTRAINT t_pkey, REPLICA IDENTITY FULL");
    postgres.execute("INSERT INTO " + schema + ".t VALUES (1, 10, 'a', 1.50)");
    agreeOnWhatThereIs();
    alter("ALTER size TYPE bigint USING size * 10");
    refuses("column size was altered and all rows were written anew since");
  }

  @Test
  void withoutAKeyATableOfNoColumnIsPutAside() {
    execute("CREATE TABLE $S.n (a int, b int)", "ALTER TABLE $S.n REPLICA IDENTITY FULL");
    agreeOnWhatThereIs("n");
    execute("ALTER TABLE $S.n DROP a, DROP b, ADD c int");
    refuses("all columns are dropped that the lake has of it");
  }

  @Test
  void withoutAKeyARenamedColumnOfATruncatedTableIsFollowed() {
    alter("DROP CONSTRAINT t_pkey, REPLICA IDENTITY FULL");
    postgres.execute("INSERT INTO " + schema + ".t VALUES (1, 10, 'a', 1.50)");
    agreeOnWhatThereIs();
    alter("RENAME size TO amount");
    postgres.execute("TRUNCATE " + schema + ".t");
    SchemaWatch watch = watch();
    SourceLook look = watch.look(List.of(captured.mapping().source()));
    assertThat(watch.follow(captured, DecodedChanges.NONE, look).mapping().find("amount"))
        .isPresent();
  }

  /** Between two looks all is as before again, but for what was written meanwhile. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE $S.t DETACH PARTITION $S.t1; UPDATE $S.t1 SET size = 99;"
            + " ALTER TABLE $S.t ATTACH PARTITION $S.t1 FOR VALUES FROM (0) TO (9)"
            + "| t1 was detached and attached again",
        "ALTER TABLE $S.t DETACH PARTITION $S.t3; UPDATE $S.t3 SET size = 99;"
            + " ALTER TABLE $S.t ATTACH PARTITION $S.t3 FOR VALUES FROM (20) TO (29)"
            + "| t31 was detached and attached again",
        "CREATE TABLE $S.t4 PARTITION OF $S.t FOR VALUES FROM (30) TO (39);"
            + " INSERT INTO $S.t VALUES (30, 1); TRUNCATE $S.t4"
            + "| t4 was truncated or written anew by itself",
        "CREATE UNLOGGED TABLE $S.t4 (LIKE $S.t INCLUDING ALL);"
            + " ALTER TABLE $S.t ATTACH PARTITION $S.t4 FOR VALUES FROM (30) TO (39);"
            + " INSERT INTO $S.t VALUES (30, 1); ALTER TABLE $S.t4 SET LOGGED"
            + "| t4 was truncated or written anew by itself",
        "ALTER TABLE $S.t ADD n int; INSERT INTO $S.t VALUES (2, 2, 9);"
            + " ALTER TABLE $S.t DROP n; ALTER TABLE $S.t ADD n int"
            + "| a column was added and dropped again before column n was added",
        "ALTER TABLE $S.t ADD n int; INSERT INTO $S.t VALUES (2, 2, 9);"
            + " ALTER TABLE $S.t DROP n; ALTER TABLE $S.t RENAME size TO n"
            + "| a column was added and dropped again before column n was added",
        "ALTER TYPE $S.size RENAME VALUE 'S' TO 'M'; INSERT INTO $S.e VALUES (2, 'M', NULL, 4);"
            + " ALTER TYPE $S.size RENAME VALUE 'M' TO 'S'"
            + "| \"S\" was called otherwise for a time",
        "ALTER TYPE $S.box2 ADD ATTRIBUTE d int; ALTER TYPE $S.box2 DROP ATTRIBUTE d"
            + "| it had more fields for a time",
        "ALTER TYPE $S.box2 RENAME ATTRIBUTE w TO x; ALTER TYPE $S.box2 RENAME ATTRIBUTE x TO w"
            + "| its fields are others or were others for a time",
        "ALTER TABLE $S.e REPLICA IDENTITY USING INDEX e_other; DELETE FROM $S.e;"
            + " ALTER TABLE $S.e REPLICA IDENTITY DEFAULT"
            + "| the replica identity of $S.e may have been an index",
        "CREATE UNIQUE INDEX new ON $S.e (other); ALTER TABLE $S.e REPLICA IDENTITY USING INDEX new;"
            + " DELETE FROM $S.e; ALTER TABLE $S.e REPLICA IDENTITY DEFAULT"
            + "| the replica identity of $S.e may have been an index",
        "ALTER TABLE $S.e DROP CONSTRAINT e_pkey, ADD PRIMARY KEY (other); DELETE FROM $S.e;"
            + " ALTER TABLE $S.e DROP CONSTRAINT e_pkey, ADD PRIMARY KEY (id)"
            + "| its primary key was dropped and made anew",
        "CREATE TABLE $S.whole (LIKE $S.e) PARTITION BY RANGE (id);"
            + " ALTER TABLE $S.whole ATTACH PARTITION $S.e FOR VALUES FROM (0) TO (9);"
            + " DELETE FROM $S.whole; ALTER TABLE $S.whole DETACH PARTITION $S.e"
            + "| it may have been a part of another table",
        "CREATE TABLE $S.whole (LIKE $S.e) PARTITION BY RANGE (id);"
            + " ALTER TABLE $S.whole ATTACH PARTITION $S.e FOR VALUES FROM (0) TO (9);"
            + " DELETE FROM $S.whole; ALTER TABLE $S.whole DETACH PARTITION $S.e;"
            + " ALTER TABLE $S.e ALTER other SET DEFAULT 3"
            + "| it may have been a part of another table"
      })
  void setsATableAsideThatIsAsBeforeButWasNotMeanwhile(String statements, String said) {
    partition();
    execute(
        "CREATE TABLE $S.t3 PARTITION OF $S.t FOR VALUES FROM (20) TO (29) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.t31 PARTITION OF $S.t3 FOR VALUES FROM (20) TO (29)",
        "CREATE TYPE $S.size AS ENUM ('S', 'L')",
        "CREATE TYPE $S.box2 AS (w int, h int)",
        "CREATE TABLE $S.e (id int PRIMARY KEY, size $S.size, box $S.box2,"
            + " other int NOT NULL CONSTRAINT e_other UNIQUE)",
        "INSERT INTO $S.e VALUES (1, 'S', ROW(1, 2), 3)");
    agreeOnWhatThereIs(statements.contains("TABLE $S.t") ? "t" : "e");
    refusesNothing();
    execute(statements.split(";", -1));
    refuses(said.replace("$S", schema));
  }

  /** It began before the look, and has written after the part was emptied. */
  @Test
  void rowsOfALongTransactionHideNoPartThatWasTruncated() throws Exception {
    partition();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT txid_current()");
      agreeOnWhatThereIs();
      execute("TRUNCATE $S.t1");
      statement.execute("INSERT INTO %s.t VALUES (2, 2)".formatted(schema));
      connection.commit();
    }
    refuses("t1 was truncated or written anew by itself");
  }

  /** Some statements by a transaction that began before the look, others by themselves. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE $S.t3 (LIKE $S.t INCLUDING ALL); INSERT INTO $S.t3 VALUES (20, 1)"
            + "| ALTER TABLE $S.t ATTACH PARTITION $S.t3 FOR VALUES FROM (20) TO (29) | true",
        "| CREATE TABLE $S.t3 (LIKE $S.t INCLUDING ALL); INSERT INTO $S.t3 VALUES (20, 1);"
            + " ALTER TABLE $S.t ATTACH PARTITION $S.t3 FOR VALUES FROM (20) TO (29) | true",
        "| CREATE TABLE $S.t3 (LIKE $S.t INCLUDING ALL);"
            + " ALTER TABLE $S.t ATTACH PARTITION $S.t3 FOR VALUES FROM (20) TO (29);"
            + " INSERT INTO $S.t VALUES (20, 1) | false",
        "| CREATE TABLE $S.t3 PARTITION OF $S.t FOR VALUES FROM (20) TO (29);"
            + " INSERT INTO $S.t VALUES (20, 1) | false",
        "CREATE TABLE $S.t3 PARTITION OF $S.t FOR VALUES FROM (20) TO (29);"
            + " INSERT INTO $S.t VALUES (20, 1) | INSERT INTO $S.t VALUES (21, 1) | false",
      })
  void rowsThatAPartCameWithAreToldFromThoseThatItGotAsOne(
      @Nullable String others, String earlier, boolean refused) throws Exception {
    partition();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT txid_current()");
      agreeOnWhatThereIs();
      if (others != null) {
        execute(others.split(";", -1));
      }
      for (String one : earlier.split(";", -1)) {
        statement.execute(one.replace("$S", schema));
      }
      connection.commit();
    }
    if (refused) {
      refuses("t3 was attached to it with rows in it");
    } else {
      refusesNothing();
    }
  }

  /** The same bytes, so nothing is written anew, and each type writes them in its way. */
  @Test
  void aTypeThatWritesItsValuesInAnotherWayIsNotTheSame() {
    execute(
        "CREATE TABLE $S.n (id int PRIMARY KEY, a cidr)",
        "INSERT INTO $S.n VALUES (1, '10.0.0.1')");
    agreeOnWhatThereIs("n");
    refusesNothing();
    execute("ALTER TABLE $S.n ALTER a TYPE inet");
    refuses("had a cidr and has a inet now");
  }

  @Test
  void aPartThatAnotherDatabaseKeepsIsRefused() {
    execute(
        "CREATE TABLE $S.k (a int) PARTITION BY LIST (a)",
        "CREATE TABLE $S.k1 PARTITION OF $S.k FOR VALUES IN (1)",
        "ALTER TABLE $S.k1 REPLICA IDENTITY FULL",
        "CREATE FOREIGN DATA WRAPPER $S_wrapper",
        "CREATE SERVER $S_server FOREIGN DATA WRAPPER $S_wrapper");
    agreeOnWhatThereIs("k");
    refusesNothing();
    execute("CREATE FOREIGN TABLE $S.k2 PARTITION OF $S.k FOR VALUES IN (2) SERVER $S_server");
    refuses("k2 was attached to it, whose rows are kept by another database");
  }

  /** However many others were changed since: their events are still to come. */
  @Test
  void aRowWhoseValueWasWrittenAnewIsFoundAmongManyThatWereChangedSince() {
    execute(
        "CREATE TABLE $S.m (id int PRIMARY KEY, a int)",
        "INSERT INTO $S.m SELECT i, i FROM generate_series(1, 12000) i");
    agreeOnWhatThereIs("m");
    refusesNothing();
    execute(
        "ALTER TABLE $S.m ALTER a TYPE bigint USING a + 1",
        // What is changed twice lies before what is not.
        "UPDATE $S.m SET a = 0 WHERE id < 12000",
        "VACUUM $S.m",
        "UPDATE $S.m SET a = 1 WHERE id < 12000");
    SchemaWatch watch = watch();
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    watch.allIsApplied();
    assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look(watch)))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("the row of key [12000] shows [12000,12001] at the source");
  }

  /** Of more than two thousand million transactions ago. */
  @Test
  void aRowThatSeemsToBeOfTheFutureIsOld() throws Exception {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT %s, %s, %s"
                    .formatted(
                        OldRows.condition("'3000000000'::xid", "'700'::xid"),
                        OldRows.condition("'2'::xid", "'700'::xid"),
                        OldRows.condition("'701'::xid", "'700'::xid")))) {
      row.next();
      assertThat(List.of(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3)))
          .containsExactly(true, true, false);
    }
  }

  @Test
  void anEmptyTextIsADefaultLikeAnyOther() {
    alter("ADD note text NOT NULL DEFAULT '', ADD day date DEFAULT '0044-03-15 BC'");
    apply(watch(), "{'id':2,'size':20,'name':'b','price':null,'note':'n','day':0}");
    assertThat(rows("id", "note", "day")).containsExactly("1  -0043-03-15", "2 n 1970-01-01");
  }

  @Test
  void aNameWithADotIsOneName() {
    alter("ADD \"N.w\" int DEFAULT 6");
    apply(watch(), "{'id':2,'size':20,'name':'b','price':null,'N.w':7}");
    assertThat(rows("id", "`n.w`")).containsExactly("1 6", "2 7");
  }

  @Test
  void aKeyThatIsRenamedIsFollowed() {
    alter("RENAME id TO number");
    String row = "{'id':1,'size':11,'name':'a','price':null}";
    apply(watch(), row);
    assertThat(rows("number", "size")).containsExactly("1 11");
  }

  /** The rows that have come meanwhile lack their values. */
  @ParameterizedTest
  @CsvSource({"n, SET (fillfactor = 90)", "m, RENAME n TO m"})
  void aColumnWhoseValuesWereLeftOutIsNotAddedLaterAsIfItWereNew(String later, String what) {
    policy(DriftKind.ADD, DriftPolicy.DISCARD_VALUE);
    alter("ADD n int");
    apply(watch(), "{'id':2,'size':20,'name':'b','price':null,'n':9}");
    alter(what);
    policy(DriftKind.ADD, DriftPolicy.EVOLVE);
    String row = "{'id':3,'size':20,'name':'b','price':null,'%s':9}".formatted(later);
    assertThatThrownBy(() -> apply(watch(), row))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("Cannot add column " + later)
        .hasMessageContaining("it was there before and not carried");
  }

  @ParameterizedTest
  @CsvSource({
    "RENAME, RENAME size TO amount, size, amount",
    "WIDEN, ALTER size TYPE bigint, size, size",
  })
  void aColumnWhoseValuesWereLeftOutIsNotFollowedLaterAsIfItWereWhole(
      DriftKind kind, String what, String column, String later) {
    policy(kind, DriftPolicy.DISCARD_VALUE);
    alter(what);
    String row = "{'id':1,'%s':50000000000,'name':'b','price':null}".formatted(later);
    assertThat(apply(watch(), row)).isEmpty();
    assertThat(rows("id", "size", "name")).containsExactly("1 10 b");
    policy(kind, DriftPolicy.EVOLVE);
    assertThatThrownBy(() -> apply(watch(), row))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("Cannot follow column " + column)
        .hasMessageContaining("values of it were left out for a time");
  }

  @Test
  void aTableThatIsToBeStreamedMoreStrictlyIsLoadedFirst() {
    ChangePolicy strict = captured.policy();
    captured =
        new CapturedTable("shop", id, captured.mapping(), strict.withDeletes(DeleteMode.IGNORE));
    apply(watch(), "{'id':2,'size':20,'name':'b','price':null}");
    captured = new CapturedTable("shop", id, captured.mapping(), strict);
    assertThatThrownBy(() -> apply(watch(), "{'id':3,'size':20,'name':'b','price':null}"))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("it was streamed with delete_mode: ignore for a time");
  }

  @Test
  void aColumnThatCannotBeCarriedIsNamed() {
    alter("ADD bits varbit");
    apply(watch(), "{'id':2,'size':20,'name':'b','price':null,'bits':'101'}");
    assertThat(decisions()).singleElement().asString().contains("add bits", "left out of the lake");
  }

  @ParameterizedTest
  @CsvSource({
    "ALTER COLUMN size TYPE bigint, has size as bigint instead of int",
    "RENAME COLUMN size TO extent, has no column size"
  })
  void aLakeTableThatWasAlteredBySomebodyElseIsNamed(String how, String said) {
    spark.sql("ALTER TABLE " + id.quoted() + " " + how);
    assertThatThrownBy(() -> apply(watch(), "{'id':2,'size':20,'name':'b','price':null}"))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("was altered by somebody else and " + said);
  }

  /** Else a name that is new weeks later would be that of a column of which no event is left. */
  @Test
  void aColumnThatCameAndWentIsForgottenWhenAllFromBeforeIsApplied() {
    SchemaWatch watch = watch();
    alter("ADD n int");
    alter("DROP n");
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    watch.allIsApplied();
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    alter("ADD n int");
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    assertThat(captured.mapping().find("n")).isPresent();
  }

  /** What is done to a table every day and changes none of its rows. */
  @Test
  void followsATableWhoseIndexesAndTypesAreChangedOrdinarily() {
    execute(
        "CREATE TYPE $S.size AS ENUM ('S', 'L')",
        "CREATE TABLE $S.e (id int PRIMARY KEY, size $S.size, other int NOT NULL)",
        "CREATE UNIQUE INDEX one ON $S.e (other)");
    agreeOnWhatThereIs("e");
    for (String statement :
        List.of(
            "CREATE UNIQUE INDEX CONCURRENTLY two ON $S.e (other, size)",
            "ALTER TABLE $S.e ADD more int NOT NULL DEFAULT 1, ADD UNIQUE (other, more)",
            "REINDEX INDEX $S.one",
            "REINDEX TABLE CONCURRENTLY $S.e",
            "ALTER INDEX $S.one RENAME TO uno",
            "GRANT SELECT ON $S.e TO public",
            "ALTER TYPE $S.size ADD VALUE 'M' BEFORE 'L'",
            "ALTER TABLE $S.e DROP more",
            "VACUUM ANALYZE $S.e",
            "ALTER TABLE $S.e REPLICA IDENTITY FULL",
            "ALTER TABLE $S.e REPLICA IDENTITY DEFAULT")) {
      execute(statement);
      refusesNothing();
    }
  }

  private void execute(String... statements) {
    for (String statement : statements) {
      postgres.execute(statement.replace("$S", schema));
    }
  }

  private void refusesNothing() {
    SchemaWatch watch = watch();
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
  }

  /** As a load does. */
  private void agreeOnWhatThereIs(String table) {
    TableId source = new TableId(schema, table);
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(database.discoverOne(source).orElseThrow());
    LakeTableId other = namespace().table(table);
    if (lake.find(other).isEmpty()) {
      lake.create(other, mapping.lakeSchema(), 2, Map.of());
    }
    lake.open(other).alter().setProperties(Map.of(TableProperty.CONTRACT, mapping.toJson()));
    captured = new CapturedTable("shop", other, mapping);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutAKeyAColumnThatGetsTheNameOfADroppedOneIsRefusedWithItsReload(boolean between) {
    alter("DROP CONSTRAINT t_pkey, REPLICA IDENTITY FULL");
    agreeOnWhatThereIs();
    SchemaWatch watch = watch();
    alter("DROP size");
    if (between) {
      captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    }
    alter("ADD size int");
    assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look(watch)))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("its column size is another one than the column that had this name")
        .hasMessageContaining("firn bulk-load --source shop --tables t");
  }

  /** As a load does. */
  private void agreeOnWhatThereIs() {
    agreeOn(new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(discovered()));
  }

  private void agreeOn(TableMapping mapping) {
    lake.open(id).alter().setProperties(Map.of(TableProperty.CONTRACT, mapping.toJson()));
    captured = captured.with(mapping);
  }

  private void partition() {
    postgres.execute(
        ("DROP TABLE %1$s.t;"
                + "CREATE TABLE %1$s.t (id int PRIMARY KEY, size int) PARTITION BY RANGE (id);"
                + "CREATE TABLE %1$s.t1 PARTITION OF %1$s.t FOR VALUES FROM (0) TO (9);"
                + "CREATE TABLE %1$s.t2 PARTITION OF %1$s.t FOR VALUES FROM (9) TO (19);"
                + "INSERT INTO %1$s.t VALUES (1, 1), (10, 1)")
            .formatted(schema));
    agreeOnWhatThereIs();
  }

  /** Truncates it, and says so as its event does. */
  private DecodedChanges truncate() throws SQLException {
    return truncate("TRUNCATE %s.t");
  }

  private DecodedChanges truncate(String how) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      long transaction = run(statement, how.formatted(schema));
      connection.commit();
      String event =
          ("{\"before\":null,\"after\":null,\"source\":{\"schema\":\"%s\",\"table\":\"t\",\"lsn\":%d,"
                  + "\"txId\":%d},\"op\":\"t\"}")
              .formatted(schema, 1000 + offset, transaction);
      return decode(
          List.of(new KafkaEvent(TOPIC, 0, offset++, null, bytes(event), EventHeaders.NONE)));
    }
  }

  private SourceLook look(SchemaWatch watch) {
    return watch.look(List.of(captured.mapping().source()));
  }

  @Test
  void aTruncateOfAPartitionedTableIsFollowedAlsoIfTheSourceIsAskedLater() throws SQLException {
    partition();
    SchemaWatch watch = watch();
    DecodedChanges truncate = truncate();
    captured = watch.follow(captured, truncate, SourceLook.NONE);
    watch.allIsApplied();
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    assertThat(Objects.requireNonNull(captured.mapping().identity()).parts())
        .isEqualTo(Objects.requireNonNull(discovered().identity()).parts());
  }

  /** As in a block of PL/pgSQL that handles exceptions. */
  @Test
  void aTruncateOfAPartitionedTableIsFollowedAlsoFromWithinASavepoint() throws SQLException {
    partition();
    SchemaWatch watch = watch();
    DecodedChanges truncate = truncate("SAVEPOINT within; TRUNCATE %s.t; RELEASE within");
    captured = watch.follow(captured, truncate, look(watch));
    watch.allIsApplied();
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    assertThat(Objects.requireNonNull(captured.mapping().identity()).parts())
        .isEqualTo(Objects.requireNonNull(discovered().identity()).parts());
  }

  @Test
  void aPartThatIsTruncatedAfterTheWholeTableIsNotTakenForOneOfIt() throws SQLException {
    partition();
    SchemaWatch watch = watch();
    DecodedChanges truncate = truncate();
    postgres.execute("INSERT INTO %1$s.t VALUES (1, 1); TRUNCATE %1$s.t1".formatted(schema));
    captured = watch.follow(captured, truncate, look(watch));
    watch.allIsApplied();
    assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look(watch)))
        .hasMessageContaining("nothing tells whether the part was truncated by itself later");
  }

  @Test
  void aNewPartThatIsTruncatedBesideTheWholeTableIsNotTakenForOneOfIt() throws SQLException {
    partition();
    SchemaWatch watch = watch();
    DecodedChanges truncate = truncate();
    postgres.execute(
        "CREATE TABLE %1$s.t9 PARTITION OF %1$s.t FOR VALUES FROM (900) TO (999)".formatted(schema),
        "INSERT INTO %s.t VALUES (900, 1)".formatted(schema),
        "TRUNCATE %s.t9".formatted(schema));
    captured = watch.follow(captured, truncate, look(watch));
    watch.allIsApplied();
    assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look(watch)))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining(schema + ".t9");
  }

  @Test
  void rowsOfAPartitionedTableThatWereWrittenAnewAreNamedAsThat() {
    partition();
    alter("ALTER size TYPE bigint");
    refuses("column size was altered and all rows were written anew since");
  }

  /** The number that events say of the transaction in which the statement is run. */
  private static long run(Statement statement, String sql) throws SQLException {
    statement.execute(sql);
    try (ResultSet row = statement.executeQuery("SELECT txid_current() % (1::bigint << 32)")) {
      row.next();
      return row.getLong(1);
    }
  }

  private long committed(String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      long transaction = run(statement, sql.formatted(schema));
      connection.commit();
      return transaction;
    }
  }

  /** What a batch has of an event. */
  private DecodedChanges read(long transaction, String row) {
    String event =
        ("{\"before\":null,\"after\":%s,\"source\":{\"schema\":\"%s\",\"table\":\"t\",\"lsn\":%d,"
                + "\"txId\":%d},\"op\":\"u\"}")
            .formatted(row.replace('\'', '"'), schema, 1000 + offset, transaction);
    return decode(
        List.of(new KafkaEvent(TOPIC, 0, offset++, bytes("{\"id\":2}"), bytes(event), OF_FIRN)));
  }

  private CapturedTable follow(SchemaWatch watch, DecodedChanges read) {
    TableId table = captured.mapping().source();
    return watch.follow(captured, read, watch.look(Map.of(table, read), Set.of(table)));
  }

  /** None of them can be read, so that they are no changes. */
  @Test
  void eventsWithANameOfInBetweenPutTheTableAside() throws Exception {
    alter("RENAME size TO middle");
    long transaction = committed("INSERT INTO %s.t VALUES (2, 20, 'b', 2.50)");
    alter("RENAME middle TO amount");
    SchemaWatch watch = watch();
    captured = follow(watch, DecodedChanges.NONE);
    DecodedChanges read = read(transaction, "{'id':2,'middle':20,'name':'b','price':'2.50'}");
    assertThat(read.changes()).isEmpty();
    assertThatThrownBy(() -> follow(watch, read))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("middle");
  }

  /** The statements before the event with the name, and those after it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | false | DROP price, ADD price int | RENAME price TO cost",
        "false | false | DROP price, ADD price int | RENAME price TO cost",
        "true | true | ADD price int | RENAME price TO cost",
        "false | true | ADD price int | RENAME price TO cost",
        "true | false | DROP price; ALTER TABLE $S.t RENAME size TO price | RENAME price TO cost",
        "false | true | RENAME size TO price | RENAME price TO cost",
      })
  void aFieldThatHadTheNameOfADroppedColumnForATimeIsNotTakenForThatOne(
      boolean keyed, boolean droppedBefore, String first, String then) throws Exception {
    if (!keyed) {
      alter("DROP CONSTRAINT t_pkey, REPLICA IDENTITY FULL");
    }
    agreeOnWhatThereIs();
    SchemaWatch watch = watch();
    long before = committed("UPDATE %1$s.t SET name = 'b'");
    if (droppedBefore) {
      alter("DROP price");
      captured = follow(watch, DecodedChanges.NONE);
    }
    alter(first.replace("$S", schema));
    long after = committed("UPDATE %1$s.t SET price = 7");
    alter(then);
    captured = follow(watch, DecodedChanges.NONE);
    String event =
        first.contains("RENAME")
            ? "{'id':2,'price':7,'name':'b'}"
            : "{'id':2,'size':20,'name':'b','price':7}";
    assertThat(read(before, "{'id':2,'size':20,'name':'b','price':'2.50'}").deadLetters())
        .isEmpty();
    assertThat(read(after, event).deadLetters()).allMatch(DeadLetter::isOfExchangedNames);
    TableState state = lake.open(id).state();
    captured = captured.with(FieldRules.stored(state.findFormerNames(), state.findDroppedNames()));
    assertThat(read(after, event).deadLetters()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFieldThatHadAFormerNameOfADroppedColumnForATimeIsNotTakenForThatOne(boolean keyed)
      throws Exception {
    if (!keyed) {
      alter("DROP CONSTRAINT t_pkey, REPLICA IDENTITY FULL");
    }
    agreeOnWhatThereIs();
    alter("RENAME price TO cost");
    SchemaWatch watch = watch();
    captured = follow(watch, DecodedChanges.NONE);
    alter("DROP cost, ADD price int");
    long after = committed("UPDATE %1$s.t SET price = 7");
    alter("RENAME price TO fee");
    captured = follow(watch, DecodedChanges.NONE);
    assertThat(read(after, "{'id':2,'size':20,'name':'b','price':7}").deadLetters())
        .hasSize(1)
        .allMatch(DeadLetter::isOfExchangedNames);
  }

  @Test
  void aFieldThatHadTheFormerNameOfAColumnForATimeIsNotTakenForThatOne() throws Exception {
    agreeOnWhatThereIs();
    alter("RENAME price TO cost");
    alter("ADD price int");
    long after = committed("UPDATE %1$s.t SET price = 7");
    alter("RENAME price TO fee");
    captured = follow(watch(), DecodedChanges.NONE);
    assertThat(read(after, "{'id':2,'size':20,'name':'b','cost':'2.50','price':7}").deadLetters())
        .hasSize(1)
        .allMatch(DeadLetter::isOfExchangedNames);
  }

  /** The number of its transaction alone would say that it came after the column was dropped. */
  @Test
  void aMigrationThatWritesRowsBeforeItDropsAColumnIsFollowed() throws Exception {
    long all =
        committed(
            "UPDATE %1$s.t SET size = 7; ALTER TABLE %1$s.t DROP name; ALTER TABLE %1$s.t ADD c int");
    captured = follow(watch(), DecodedChanges.NONE);
    assertThat(read(all, "{'id':2,'size':7,'name':'b','price':'2.50'}").deadLetters()).isEmpty();
    assertThat(read(all, "{'id':2,'size':7,'price':'2.50','name':9}").deadLetters())
        .as("of another column, which is c by now")
        .hasSize(1)
        .allMatch(DeadLetter::isOfExchangedNames);
  }

  @Test
  void aFieldThatHadTheNameOfADroppedColumnIsNotTakenForItWhereNewColumnsAreNotFollowed()
      throws Exception {
    agreeOnWhatThereIs();
    policy(DriftKind.ADD, DriftPolicy.FREEZE);
    alter("DROP price");
    alter("ADD price int");
    long after = committed("UPDATE %1$s.t SET price = 7");
    alter("RENAME price TO fee");
    captured = follow(watch(), DecodedChanges.NONE);
    assertThat(read(after, "{'id':2,'size':20,'name':'b','price':7}").deadLetters())
        .hasSize(1)
        .allMatch(DeadLetter::isOfExchangedNames);
  }

  @Test
  void aColumnThatHadTheNameOfOneThatIsNotCarriedForATimeIsNotTakenForItself() throws Exception {
    alter("ADD secret bit varying(8), ADD last text");
    TableSchema found = discovered();
    agreeOn(new SchemaMapper(UnknownTypes.SKIP_COLUMN, DatabaseType.POSTGRESQL).map(found));
    assertThat(captured.mapping().excluded()).containsKey("secret");
    long between = committed("UPDATE %1$s.t SET size = 7");
    assertThat(
            read(between, "{'id':2,'size':20,'secret':'b','price':'1','name':'s','last':'l'}")
                .deadLetters())
        .hasSize(1)
        .allMatch(DeadLetter::isOfExchangedNames);
  }

  @Test
  void aColumnThatIsFilledFromOneThatIsDroppedInTheSameTransactionIsFollowed() throws Exception {
    long both =
        committed(
            "ALTER TABLE %1$s.t ADD cost text; UPDATE %1$s.t SET cost = price;"
                + " ALTER TABLE %1$s.t DROP price");
    SchemaWatch watch = watch();
    captured = follow(watch, DecodedChanges.NONE);
    assertThat(
            read(both, "{'id':2,'size':20,'name':'b','price':'2.50','cost':'2.50'}").deadLetters())
        .isEmpty();
  }

  /** The names would fit, and the values be those of another column. */
  @Test
  void appliesNothingThatMayBeOfOtherColumnsWhileTheSourceIsAway() throws Exception {
    String reader = "reader_of_" + schema;
    postgres.execute(
        "CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(reader, postgres.password()));
    SchemaWatch watch = watch(databaseOf(reader));
    long before = committed("INSERT INTO %s.t VALUES (2, 20, 'b', 2.50)");
    captured = follow(watch, DecodedChanges.NONE);
    postgres.execute("ALTER ROLE %s NOLOGIN".formatted(reader));
    DecodedChanges known = read(before, "{'id':2,'size':20,'name':'b','price':'2.50'}");
    assertThat(follow(watch, known)).isEqualTo(captured);

    alter("DROP size");
    alter("ADD size int DEFAULT 7");
    long after = committed("UPDATE %s.t SET size = 30 WHERE id = 2");
    DecodedChanges unknown = read(after, "{'id':2,'name':'b','price':'2.50','size':30}");
    DecodedChanges unreadable =
        read(after, "{'id':2,'name':'b','price':'2.50','size':'no number'}");
    assertThat(unreadable.deadLetters()).hasSize(1);
    for (DecodedChanges later : List.of(unknown, unreadable)) {
      assertThatThrownBy(() -> follow(watch, later))
          .isInstanceOfSatisfying(
              UnavailableException.class, away -> assertThat(away.isRetryable()).isTrue())
          .hasMessageContaining("the source does not say which columns " + schema + ".t has by now")
          .hasMessageContaining("They wait until database_connection answers");
    }
    assertThat(lake.open(id).state().findContract()).contains(captured.mapping());
    postgres.execute("ALTER ROLE %s LOGIN".formatted(reader));
    assertThatThrownBy(() -> follow(watch, unknown))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("size");
  }

  @Test
  void aCatalogThatLagsIsNotBelieved() throws Exception {
    SchemaWatch watch = watch();
    captured = follow(watch, DecodedChanges.NONE);
    try (Connection writer = postgres.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      long streamed = run(statement, "INSERT INTO " + schema + ".t VALUES (2, 20, 'b', 2.50)");
      String readable = "{'id':2,'size':20,'name':'b','price':'2.50'}";
      String unreadable = "{'id':2,'size':'no number','name':'b','price':'2.50'}";
      for (String row : List.of(readable, unreadable)) {
        assertThatThrownBy(() -> follow(watch, read(streamed, row)))
            .isInstanceOfSatisfying(
                UnavailableException.class, lags -> assertThat(lags.isRetryable()).isTrue())
            .hasMessageContaining("the source has not seen a transaction that it has streamed");
      }
      long before = committed("UPDATE %s.t SET size = 11 WHERE id = 1");
      List<Change> ofPartitions =
          List.of(
              read(streamed, readable).changes().get(0),
              inPartition(1, read(before, readable).changes().get(0)));
      assertThatThrownBy(
              () -> follow(watch, new DecodedChanges(ofPartitions, Map.of(), Set.of(), List.of())))
          .as("though the last of another partition was seen")
          .hasMessageContaining("the source has not seen a transaction that it has streamed");
      writer.commit();
      DecodedChanges shown = read(streamed, readable);
      assertThat(follow(watch, shown)).isEqualTo(captured);
    }
  }

  private static Change inPartition(int partition, Change change) {
    EventPlace place = change.place();
    return new Change(
        new EventPlace(partition, place.offset(), place.log(), place.sourceMillis()),
        change.operation(),
        change.key(),
        change.oldKey(),
        change.image());
  }

  /** Its transactions mean nothing, so it is not waited for either. */
  @Test
  void aServerWhoseDiskWasPutBackIsNotBelieved() {
    TableIdentity here = Objects.requireNonNull(captured.mapping().identity());
    agreeOn(captured.mapping().identifiedBy(seenOn(here.server(), here.horizon() + 1_000_000)));
    SchemaWatch watch = watch();
    assertThatThrownBy(() -> follow(watch, DecodedChanges.NONE))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it was put back to an earlier state")
        .hasMessageContaining(
            "load all tables again with firn bulk-load --source shop --no-resume.");
    assertThat(lake.open(captured.id()).state().findGap()).isPresent();
  }

  private TableIdentity seenOn(String server, long horizon) {
    TableIdentity here = Objects.requireNonNull(captured.mapping().identity());
    return new TableIdentity(
        server,
        here.object(),
        here.named(),
        here.naming(),
        here.key(),
        here.columns(),
        here.lastColumn(),
        here.parts(),
        here.sentBy(),
        horizon,
        here.settled());
  }

  @Test
  void anotherServerIsNamedAsThat() throws Exception {
    long horizon = Objects.requireNonNull(captured.mapping().identity()).horizon();
    agreeOn(captured.mapping().identifiedBy(seenOn("server 1, timeline 2", horizon)));
    SchemaWatch watch = watch();
    long transaction = committed("INSERT INTO %s.t VALUES (2, 20, 'b', 2.50)");
    String row = "{'id':2,'size':20,'name':'b','price':'2.50'}";
    for (DecodedChanges read :
        List.of(DecodedChanges.NONE, read(transaction, row), read(transaction + 1000, row))) {
      assertThatThrownBy(() -> follow(watch, read))
          .isInstanceOf(DataGapException.class)
          .hasMessageContaining("it was loaded from server 1, timeline 2, and the source is ")
          .hasMessageContaining("load all tables again");
    }
  }

  /** A load may publish between the look at the contract and the commit that changes it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER size SET STATISTICS 7",
        "RENAME size TO amount",
        "ALTER size TYPE bigint",
        "ADD extra int"
      })
  void aContractThatALoadHasWrittenMeanwhileIsNotWrittenOver(String statement) {
    SchemaWatch watch = watch();
    captured = watch.follow(captured, DecodedChanges.NONE, look(watch));
    alter(statement);
    TableMapping held = captured.mapping();
    String ofLoad =
        new TableMapping(
                held.source(), held.columns(), held.key(), Map.of("other", "of the load"), null)
            .toJson();
    SourceLook look = look(watch);
    FaultPoint.install(
        (step, table) -> {
          if (step.equals("lake.alter.before") && table.equals("t")) {
            FaultPoint.install(null);
            lake.open(id)
                .replaceRows(lake, List.of(), List.of(), null)
                .publish(List.of(), Map.of(TableProperty.CONTRACT, ofLoad), Map.of(), "the load");
          }
        });
    assertThatThrownBy(() -> watch.follow(captured, DecodedChanges.NONE, look))
        .satisfies(lost -> assertThat(LakeFailures.canPass(lost)).isTrue())
        .hasMessageContaining(id.toString());
    assertThat(lake.open(id).findProperty(TableProperty.CONTRACT)).contains(ofLoad);
  }

  @AfterEach
  void takeTrapAway() {
    FaultPoint.install(null);
  }

  /** The statement waits for the session, and its reader would wait behind the statement. */
  @Test
  void aReaderGivesWayToAStatementThatWaitsForItsOwnSession() throws Exception {
    TableSchema table = discovered();
    TableMapping mapping = new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(table);
    CompletableFuture<Void> statement;
    try (ReadSession session = database.openReadSession(List.of(table))) {
      statement = CompletableFuture.runAsync(() -> alter("ADD late int"));
      awaitBlocked();
      assertThatThrownBy(
              () ->
                  session
                      .read(
                          spark,
                          mapping,
                          database.split(List.of(table), 1).getOrDefault(table.id(), List.of()))
                      .rows()
                      .collectAsList())
          .hasStackTraceContaining("lock timeout");
    }
    statement.get(30, TimeUnit.SECONDS);
  }

  private static void awaitBlocked() throws Exception {
    try (Connection other = postgres.connect();
        Statement question = other.createStatement()) {
      boolean isBlocked = false;
      while (!isBlocked) {
        try (ResultSet row =
            question.executeQuery(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted"
                    + " AND mode = 'AccessExclusiveLock')")) {
          row.next();
          isBlocked = row.getBoolean(1);
        }
      }
    }
  }
}
