package dev.firn.connect.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.connect.Connector;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.testing.PostgresColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorReviewTest {

  @TempDir Path directory;

  private final Map<String, String> settings = new HashMap<>();
  private String cdc = "tables_at_once: 4";

  /** A connector that somebody has made for himself and that sends everything as it is. */
  @BeforeEach
  void setEverythingAsItMustBe() {
    settings.putAll(
        Map.of(
            "connector.class", "io.debezium.connector.postgresql.PostgresConnector",
            "topic.prefix", "prod",
            "plugin.name", "pgoutput",
            "slot.name", "firn_shop",
            "publication.name", "firn_shop",
            "skipped.operations", "none",
            "unavailable.value.placeholder", UnavailableValue.placeholder("shop"),
            "event.converting.failure.handling.mode", "fail",
            "value.converter", "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.replace.null.with.default", "false"));
    settings.putAll(
        Map.of(
            "time.precision.mode", "microseconds",
            "decimal.handling.mode", "string",
            "interval.handling.mode", "string",
            "include.unknown.datatypes", "true",
            "driver.options",
                "-c extra_float_digits=1 -c IntervalStyle=postgres -c DateStyle=ISO,YMD -c x=1"));
  }

  private Optional<String> fault(String... columnsAndTypes) throws IOException {
    ConnectorReview review = new ConnectorReview(source());
    Connector connector = new Connector("mine", settings);
    assertThat(review.isOfSource(connector)).isTrue();
    return review
        .findFault(List.of(connector), table(columnsAndTypes), source().policyOf("orders"))
        .map(SettingFault::clause);
  }

  private SourceConfig source() throws IOException {
    Files.writeString(
        directory.resolve("sources.yaml"),
        """
        sources:
          shop:
            database_type: postgresql
            kafka_topic_prefix: prod
            iceberg_namespace: shop
            database_connection:
              {host: h, database: d, username: u, password: p, schema: shop}
            cdc:
              %s
        """
            .formatted(cdc));
    return new ConfigLoader(directory, Map.of()).loadSource("shop");
  }

  private static TableMapping table(String... columnsAndTypes) throws IOException {
    List<ColumnMapping> columns =
        Stream.concat(Stream.of("id int8"), Stream.of(columnsAndTypes))
            .map(text -> text.split(" ", 2))
            .map(text -> PostgresColumns.of(text[0], text[1]))
            .toList();
    TableMapping mapping = new TableMapping(new TableId("shop", "orders"), columns, List.of("id"));
    return mapping;
  }

  @Test
  void aConnectorThatSendsEverythingAsItIsHasNoFault() throws IOException {
    assertThat(fault("t timestamp", "b bytea", "n numeric", "i interval", "f float8", "q tsquery"))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}={1} falsifies {2}")
  @CsvSource({
    "time.precision.mode, adaptive, timestamp",
    "time.precision.mode, nanoseconds, time",
    "time.precision.mode, isostring, date",
    "binary.handling.mode, hex, bytea",
    "binary.handling.mode, base64-url-safe, tsquery",
    "decimal.handling.mode, precise, numeric",
    "decimal.handling.mode, double, money",
    "interval.handling.mode, numeric, interval",
    "hstore.handling.mode, map, hstore",
    "include.unknown.datatypes, false, tsquery",
    "driver.options, -c extra_float_digits=0, float4",
    "column.exclude.list, 'shop.other,shop\\.ORDERS\\.x', text",
    "column.include.list, .*\\.id, text",
    "column.mask.with.12.chars, shop.*x, text",
    "column.truncate.to.20.chars, shop.orders.x, text",
  })
  void aSettingIsRefusedForTheColumnsWhoseValuesItChanges(String name, String value, String type)
      throws IOException {
    settings.put(name, value);

    assertThat(fault("x " + type).orElse(""))
        .contains("connector mine has " + name + "=" + value)
        .contains("column x of type " + type);
    settings.remove("column.include.list");
    assertThat(fault()).as("a table without such a column").isEmpty();
  }

  /** What is said goes to the log and into a property of the table. */
  @Test
  void aSecretThatStandsInTheNameOfASettingIsNotTold() throws IOException {
    for (String name : List.of("column.mask.hash.SHA-256", "column.mask.hash.v2.SHA-256")) {
      settings.put(name + ".with.salt.CzQ.M0c", "shop.orders.x");

      assertThat(fault("x text").orElse(""))
          .contains("connector mine has " + name + ".with.salt.…=shop.orders.x")
          .doesNotContain("M0c")
          .doesNotContain("CzQ");
      settings.remove(name + ".with.salt.CzQ.M0c");
    }
  }

  @ParameterizedTest(name = "{0} is not \"{1}\"")
  @CsvSource({
    "skipped.operations, t",
    "skipped.operations, 'u,d'",
    "event.converting.failure.handling.mode, warn",
    "event.processing.failure.handling.mode, skip",
    "errors.tolerance, all",
    "value.converter, io.confluent.connect.avro.AvroConverter",
    "value.converter.replace.null.with.default, true",
    "provide.transaction.metadata, true",
    "unavailable.value.placeholder, gone",
    "topic.naming.strategy, my.Names",
    "converters, isbn",
    "post.processors, reselector",
    "plugin.name, decoderbufs",
    "slot.name, another",
    "publication.name, another",
    "slot.drop.on.stop, true",
    "offset.mismatch.strategy, trust_slot",
    "offset.mismatch.strategy, trust_greater_lsn",
    "snapshot.mode, when_needed",
    "schema.include.list, other",
    "table.include.list, shop.customers",
    "table.exclude.list, shop.orders",
  })
  void aSettingIsRefusedForAllTablesWhoseChangesItLeavesOutOrFalsifies(String name, String value)
      throws IOException {
    settings.put(name, value);

    assertThat(fault().orElse("")).contains("connector mine has " + name + "=" + value);
  }

  @ParameterizedTest(name = "{0} must be said")
  @CsvSource({
    "skipped.operations, t",
    "event.converting.failure.handling.mode, warn",
    "value.converter.replace.null.with.default, true",
    "publication.name, dbz_publication",
  })
  void whatDebeziumDoesByItselfCountsToo(String name, String byDefault) throws IOException {
    settings.remove(name);

    assertThat(fault().orElse("")).contains(name + "=" + byDefault);
  }

  @Test
  void aTransformOfWhichNobodyKnowsWhatItMakesIsRefused() throws IOException {
    settings.put("transforms", "mark,cut");
    settings.put("transforms.mark.type", "org.apache.kafka.connect.transforms.InsertHeader");
    settings.put("transforms.cut.type", "org.apache.kafka.connect.transforms.ReplaceField$Value");

    assertThat(fault().orElse("")).contains("transforms.cut.type=").contains("Take the transform");
    settings.put("transforms", "mark");
    assertThat(fault()).isEmpty();
  }

  @Test
  void flatEventsAreTakenOnlyWithTheirDeletesAndForTablesWithoutTruncates() throws IOException {
    settings.put("transforms", "flat");
    settings.put("transforms.flat.type", "io.debezium.transforms.ExtractNewRecordState");
    settings.put("transforms.flat.delete.tombstone.handling.mode", "rewrite");
    assertThat(fault().orElse("")).contains("transforms.flat.type");

    cdc = "truncate_mode: ignore";
    assertThat(fault()).isEmpty();
    settings.put("transforms.flat.delete.tombstone.handling.mode", "tombstone");
    assertThat(fault().orElse("")).contains("transforms.flat.type");
  }

  @Test
  void skippedTruncatesDoNotMatterToATableThatIgnoresThem() throws IOException {
    settings.put("skipped.operations", "t");
    cdc = "truncate_mode: ignore";

    assertThat(fault()).isEmpty();
  }

  @Test
  void aTableIsJudgedByTheConnectorThatReadsIt() throws IOException {
    Map<String, String> other = new HashMap<>(settings);
    other.put("table.exclude.list", "shop\\.orders");
    other.put("skipped.operations", "t");
    ConnectorReview review = new ConnectorReview(source());
    List<Connector> both = List.of(new Connector("other", other), new Connector("mine", settings));

    assertThat(review.findFault(both, table(), source().policyOf("orders"))).isEmpty();
  }

  @Test
  void aNameThatTheConnectorWritesOtherwiseIsRefused() throws IOException {
    settings.put("field.name.adjustment.mode", "avro");

    assertThat(fault("order-no text").orElse("")).contains("column order-no of type text");
    assertThat(fault("order_no text")).isEmpty();
  }
}
