package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.error.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageConfigTest {

  private static final String SOURCE =
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
          lineage: {%s}
      """;

  @TempDir private Path path;

  private LineageConfig load(String lineage) {
    return new ConfigDirectory(path)
        .variable("KEY", "canary")
        .sources(SOURCE.formatted(lineage))
        .load("crm")
        .lineage();
  }

  @Test
  void nobodyIsToldUnlessItIsSaid() {
    assertThat(load("")).isEqualTo(LineageConfig.NOBODY);
  }

  @Test
  void aBackendHasAnAddressAndPerhapsAKey() {
    LineageConfig lineage = load("transport: http, url: 'https://lineage:5000', api_key: '${KEY}'");
    assertThat(lineage.url()).hasToString("https://lineage:5000");
    assertThat(lineage.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(lineage.toString()).doesNotContain("canary");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "transport: http                        | missing, transport http needs it",
        "transport: file                        | missing, transport file needs it",
        "url: 'http://lineage:5000'             | of no use unless transport is http",
        "transport: console, file: /tmp/x       | of no use unless transport is file",
        "transport: console, api_key: x         | of no use unless transport is http",
        "transport: console, timeout: 1s        | of no use unless transport is http"
      })
  void whatDoesNotFitIsRefused(String lineage, String problem) {
    assertThat(catchThrowableOfType(ConfigException.class, () -> load(lineage)))
        .hasMessageContaining(problem);
  }
}
