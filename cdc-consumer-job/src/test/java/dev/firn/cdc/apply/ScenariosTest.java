package dev.firn.cdc.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.deadletter.OpenDeadLetters;
import dev.firn.cdc.decode.ChunkDecoder;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.decode.DecoderSettings;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventOrigin;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.cdc.ledger.ConsumerRun;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.tables.Sinks;
import dev.firn.config.ChangePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.config.KeylessMode;
import dev.firn.config.TruncateMode;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.DeclaredType;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The scenarios of {@code scenarios/*.yaml} (see the README beside them), each run three times:
 * once, with every batch repeated, and with everything repeated by a consumer that knows nothing of
 * the first.
 *
 * <p>F and a number name the case of the correctness specification.
 */
class ScenariosTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STREAM = "shop";
  private static final String TOPIC = "prod.shop.orders";
  private static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", "scenarios"));
  private static final TableId SOURCE = new TableId("shop", "orders");

  private final SparkSession spark = LocalSpark.session();
  private final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);

  /** One document of a file. */
  record Scenario(String name, Map<String, Object> content) {

    @SuppressWarnings("unchecked")
    <T> T get(String key, T fallback) {
      return (T) content.getOrDefault(key, fallback);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Scenario> scenarios() throws IOException {
    List<Scenario> scenarios = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/scenarios"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList()) {
        Iterable<Object> documents = new Yaml().loadAll(Files.readString(file));
        StreamSupport.stream(documents.spliterator(), false)
            .map(ScenariosTest::scenario)
            .forEach(scenarios::add);
      }
    }
    assertThat(scenarios).hasSizeGreaterThan(15);
    return scenarios.stream();
  }

  @SuppressWarnings("unchecked")
  private static Scenario scenario(Object document) {
    Map<String, Object> content = (Map<String, Object>) document;
    return new Scenario(String.valueOf(content.get("name")), content);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void endsAsItSays(Scenario scenario) throws Exception {
    List<List<KafkaEvent>> batches = batches(scenario);
    for (String way : List.of("once", "again and again")) {
      CapturedTable table = create(scenario);
      for (List<KafkaEvent> batch : batches) {
        apply(table, 1, batch);
        if (!way.equals("once")) {
          apply(table, 1, batch);
        }
      }
      if (!way.equals("once")) {
        // As without a checkpoint.
        apply(table, 2, batches.stream().flatMap(List::stream).toList());
        for (List<KafkaEvent> batch : batches) {
          apply(table, 2, batch);
        }
      }
      assertEnd(scenario, table, way);
    }
  }

  private void assertEnd(Scenario scenario, CapturedTable table, String way) {
    List<String> columns =
        scenario.get(
            "show", table.mapping().columns().stream().map(ColumnMapping::lakeColumn).toList());
    List<String> rows =
        spark
            .table(table.id().quoted())
            .selectExpr(columns.toArray(String[]::new))
            .collectAsList()
            .stream()
            .map(row -> row.mkString(" "))
            .toList();
    List<String> expected = scenario.get("rows", List.of());
    assertThat(rows).as("rows, %s", way).containsExactlyInAnyOrderElementsOf(expected);
    List<String> reasons =
        box().letters(table.id().name()).stream().map(letter -> letter.letter().reason()).toList();
    List<String> letters = scenario.get("dead_letters", List.of());
    assertThat(reasons).as("dead letters, %s", way).hasSameSizeAs(letters);
    for (int i = 0; i < letters.size(); i++) {
      assertThat(reasons.get(i)).as("dead letter %s, %s", i, way).contains(letters.get(i));
    }
  }

  private CapturedTable create(Scenario scenario) {
    Map<String, String> orders = new LinkedHashMap<>();
    orders.put("id", "int8");
    orders.put("status", "text");
    orders.put("note", "text");
    Map<String, String> columns = scenario.get("columns", orders);
    List<ColumnMapping> mappings = new ArrayList<>();
    columns.forEach(
        (column, type) -> {
          DeclaredType declared =
              type.equals("numeric") ? new DeclaredType(type, 12, 2, false) : DeclaredType.of(type);
          mappings.add(PostgresColumns.of(column, declared));
        });
    TableMapping mapping = new TableMapping(SOURCE, mappings, scenario.get("key", List.of("id")));
    LakeTableId id = NAMESPACE.table("t" + UUID.randomUUID().toString().substring(0, 8));
    Map<String, String> properties = Map.of(TableProperty.CONTRACT, mapping.toJson());
    lake.create(id, mapping.lakeSchema(), 2, properties);
    String partition = scenario.get("partition_by", "");
    if (!partition.isEmpty()) {
      spark.sql("ALTER TABLE " + id.quoted() + " ADD PARTITION FIELD " + partition);
    }
    return new CapturedTable(STREAM, id, mapping, policy(scenario.get("policy", Map.of())));
  }

  private static ChangePolicy policy(Map<String, String> said) {
    ChangePolicy policy = ChangePolicy.defaults();
    for (Map.Entry<String, String> entry : said.entrySet()) {
      String value = entry.getValue().toUpperCase(Locale.ROOT);
      policy =
          switch (entry.getKey()) {
            case "delete_mode" -> policy.withDeletes(DeleteMode.valueOf(value));
            case "truncate_mode" -> policy.withTruncates(TruncateMode.valueOf(value));
            case "keyless_tables" -> policy.withKeyless(KeylessMode.valueOf(value));
            default -> throw new IllegalArgumentException(entry.getKey());
          };
    }
    return policy;
  }

  private DeadLetterTable box() {
    return DeadLetterTable.open(lake, NAMESPACE);
  }

  /** Decodes and applies a batch as the stream does; the table's name stands for the stream. */
  private void apply(CapturedTable table, long epoch, List<KafkaEvent> events) throws IOException {
    String stream = table.id().name();
    DeadLetters letters = new DeadLetters(box(), stream, 100, Clock.systemUTC());
    TableApplier applier =
        new TableApplier(
            lake,
            Sinks.of(spark, Clock.systemUTC()),
            new RunProgress(
                new ConsumerRun(stream, "run" + epoch, epoch),
                topic -> TopicIdentity.UNKNOWN,
                ConnectorProof.ofTrusted(lake)),
            letters,
            Clock.systemUTC());
    Set<String> unavailable = UnavailableValue.markers(STREAM);
    DecoderSettings decoder =
        new DecoderSettings(
            Map.of(SOURCE, table.mapping()),
            Map.of(),
            Map.of(TOPIC, SOURCE),
            unavailable,
            new OpenDeadLetters(lake, letters, unavailable).uncertainKeys(Map.of(SOURCE, table)),
            Map.of(),
            Map.of(),
            EventOrigin.UNKNOWN,
            Long.MAX_VALUE);
    ChunkDecoder slice = decoder.begin();
    for (KafkaEvent event : events) {
      slice.add(event);
    }
    DecodedChunk.TableSlice part = slice.end().tables().get(SOURCE);
    if (part == null) {
      return;
    }
    applier.apply(table, TOPIC, DecodedChanges.of(List.of(part)));
  }

  private static List<List<KafkaEvent>> batches(Scenario scenario) throws Exception {
    List<List<Map<String, Object>>> given = scenario.get("batches", List.of());
    List<String> key = scenario.get("key", List.of("id"));
    List<List<KafkaEvent>> batches = new ArrayList<>();
    long offset = 0;
    for (List<Map<String, Object>> batch : given) {
      List<KafkaEvent> events = new ArrayList<>();
      for (Map<String, Object> said : batch) {
        events.add(event(said, key, offset++));
      }
      batches.add(events);
    }
    return batches;
  }

  private static KafkaEvent event(Map<String, Object> said, List<String> keyColumns, long offset)
      throws Exception {
    Object row = said.get("row");
    Object key = said.get("key");
    if (key == null && row instanceof Map<?, ?> columns && !keyColumns.isEmpty()) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      keyColumns.forEach(column -> values.put(column, columns.get(column)));
      key = values;
    }
    return new KafkaEvent(
        TOPIC,
        0,
        offset,
        bytes(key),
        value(said, row, offset),
        new EventHeaders(
            bytes(said.get("from")),
            said.containsKey("to"),
            said.containsKey("connector of firn"),
            null));
  }

  private static byte @Nullable [] value(
      Map<String, Object> said, @Nullable Object row, long offset) throws Exception {
    if (said.containsKey("tombstone")) {
      return null;
    }
    if (said.containsKey("raw")) {
      return String.valueOf(said.get("raw")).getBytes(StandardCharsets.UTF_8);
    }
    Map<String, @Nullable Object> source = new LinkedHashMap<>();
    source.put("snapshot", said.get("snapshot"));
    source.put("schema", "shop");
    source.put("table", said.getOrDefault("table", "orders"));
    source.put(
        "lsn", said.containsKey("snapshot") ? null : said.getOrDefault("lsn", 1000 + offset));
    source.put("sequence", said.getOrDefault("sequence", "[null,\"" + (1000 + offset) + "\"]"));
    Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
    envelope.put("before", said.get("before"));
    envelope.put("after", row);
    envelope.put("source", source);
    envelope.put("op", said.get("op"));
    envelope.put("added_later", Map.of("unknown", List.of(1, 2)));
    return said.containsKey("schemas")
        ? bytes(Map.of("schema", Map.of("type", "struct"), "payload", envelope))
        : bytes(envelope);
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    try {
      return JSON.writeValueAsString(value)
          .replace("KEPT", UnavailableValue.placeholder(STREAM))
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
