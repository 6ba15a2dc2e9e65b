package dev.firn.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.firn.config.ConfigLoader;
import dev.firn.error.ConfigException;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The JSON Schemas let pass what Firn reads, and see what it refuses. */
class ConfigSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REGENERATE =
      "mvn -pl etl-core test -Dtest=ConfigSchemaTest -Dfirn.regenerate-docs=true";

  private static final String VALID =
      """
      sources:
        crm:
          database_type: postgresql
          kafka_topic_prefix: prod.crm
          iceberg_namespace: bronze.crm
          database_connection:
            host: db.example.com
            database: crm
            username: etl_user
            password: tiger
          bulk_load: {parallel_tables: 8}
      """;

  @TempDir private Path path;

  @ParameterizedTest
  @ValueSource(strings = {"sources.yaml", "kafka_clusters.yaml"})
  void lieBesideTheTemplates(String file) throws IOException {
    String name = "config/" + file.replace(".yaml", ".schema.json");
    String expected = SchemaText.of(ConfigLoader.schemaOf(file, false)) + "\n";
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(name), expected);
    }

    assertThat(Repository.text(name))
        .as("%s differs from the options. Regenerate it with \"%s\"", name, REGENERATE)
        .isEqualTo(expected);
    assertThat(Repository.text("config/" + file + ".template"))
        .startsWith("# yaml-language-server: $schema=./" + name.substring("config/".length()));
  }

  @Test
  void followTheirOwnSchema() {
    for (String file : ConfigLoader.fileNames()) {
      for (boolean ofProfile : List.of(true, false)) {
        Schema meta =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                    com.networknt.schema.SchemaLocation.of(
                        "https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(JSON.valueToTree(ConfigLoader.schemaOf(file, ofProfile))))
            .isEmpty();
      }
    }
  }

  static Stream<String> examples() {
    return Stream.of(
        "config/sources.yaml.template",
        "config/kafka_clusters.yaml.template",
        "deploy/compose/config/sources.yaml",
        "deploy/compose/config/kafka_clusters.yaml");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void letTheShippedExamplesPass(String file) {
    String of = file.contains("sources.yaml") ? "sources.yaml" : "kafka_clusters.yaml";
    assertThat(errors(of, false, Repository.text(file))).isEmpty();
  }

  /** Line 11 is replaced. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "bulk_load: {parallel_tables: '8'}",
        "bulk_load: {splits_per_table: 8}",
        "bulk_load: {parallel_tables: '${N}', retry_backoff: 1.5, also_load: [views]}",
        "bulk_load: {skip_empty_tables: false, also_load: none}",
        "bulk_load: {also_load: 'views, tables'}",
        "exclude_tables: [audit_log, 'tmp_*', 2024]",
        "exclude_tables: none",
        "outage_timeout: 500ms",
        "cdc: {metadata_columns: [operation, position], schema_drift: {narrow: freeze}}",
        "tables: {orders: {partition_by: ['bucket(16, id)'], delete_mode: soft}, '*': {}}",
        "tables: {orders: {metadata_columns: none, schema_drift: {add: fail}}}",
        "format_version: 3",
      })
  void letPassWhatFirnReads(String line) throws IOException {
    String yaml = VALID.replace("bulk_load: {parallel_tables: 8}", line);

    assertThat(errors("sources.yaml", false, yaml)).isEmpty();
    if (!line.contains("${")) {
      assertThat(load(yaml)).contains("crm");
    }
  }

  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          database_type: postgresql       | database_type: postgres
          database_type: postgresql       | databse_type: postgresql
          kafka_topic_prefix: prod.crm    | kafka_topic_prefix: prod/crm
          iceberg_namespace: bronze.crm   | iceberg_namespace: bronze..crm
          host: db.example.com            | host: db.example.com:5432
          host: db.example.com            | host: [a, b]
          password: tiger                 | password:
          username: etl_user              | # nothing
          {parallel_tables: 8}            | {parallel_tables: 0}
          {parallel_tables: 8}            | {parallel_tables: 1.5}
          {parallel_tables: 8}            | {parallel_tables: eight}
          {parallel_tables: 8}            | {paralel_tables: 8}
          {parallel_tables: 8}            | {retry_backoff: 0.5}
          {parallel_tables: 8}            | {skip_empty_tables: maybe}
          {parallel_tables: 8}            | {also_load: [vews]}
          {parallel_tables: 8}            | {also_load: vews}
          {parallel_tables: 8}            | []
          bulk_load: {parallel_tables: 8} | format_version: 4
          bulk_load: {parallel_tables: 8} | outage_timeout: 10 minutes
          bulk_load: {parallel_tables: 8} | cdc: {metadata_columns: [operations]}
          bulk_load: {parallel_tables: 8} | cdc: {schema_drift: {narrow: evolve}}
          bulk_load: {parallel_tables: 8} | tables: {orders: {delete_mode: sof}}
          bulk_load: {parallel_tables: 8} | tables: {orders: soft}
          sources:                        | source:
          crm:                            | c m:
          """)
  void seeWhatFirnRefuses(String valid, String broken) {
    String yaml = VALID.replace(valid, broken.strip());

    assertThat(errors("sources.yaml", false, yaml)).isNotEmpty();
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot use ");
  }

  @Test
  void askForNothingThatDefaultsOrTheFileBelowMaySay() throws IOException {
    String yaml =
        "defaults:\n  database_type: postgresql\n"
            + VALID.replace("    database_type: postgresql\n", "");
    assertThat(errors("sources.yaml", false, yaml)).isEmpty();
    assertThat(load(yaml)).contains("crm");

    String overlay = "sources: {crm: {bulk_load: {max_retries: 1}}}";
    assertThat(errors("sources.yaml", false, overlay)).isNotEmpty();
    assertThat(errors("sources.yaml", true, overlay)).isEmpty();
    assertThat(errors("sources.yaml", true, overlay.replace("max_retries", "max_retrys")))
        .isNotEmpty();
  }

  private List<String> load(String yaml) throws IOException {
    Files.writeString(path.resolve("sources.yaml"), yaml);
    ConfigLoader loader = new ConfigLoader(path, Map.of());
    var unused = loader.loadSource("crm");
    return loader.sourceNames();
  }

  private static List<Error> errors(String file, boolean ofProfile, String yaml) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                JSON.<JsonNode>valueToTree(ConfigLoader.schemaOf(file, ofProfile)).toString(),
                InputFormat.JSON);
    Object parsed = new Yaml().load(yaml);
    return schema.validate(JSON.<JsonNode>valueToTree(parsed));
  }
}
