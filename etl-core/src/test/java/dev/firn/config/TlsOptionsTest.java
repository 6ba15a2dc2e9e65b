package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.config.binding.Secret;
import dev.firn.error.ConfigException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsOptionsTest {

  private static final String SOURCE =
      """
      sources:
        crm:
          database_type: %s
          kafka_topic_prefix: prod.crm
          iceberg_namespace: bronze.crm
          database_connection:
            host: db.example.com
            %s: crm
            username: etl_user
            password: tiger
            %s
      """;

  @TempDir private Path path;

  private static String source(String type, String tls) {
    return SOURCE.formatted(
        type, type.equals("oracle") ? "service_name" : "database", tls.replace("; ", "\n      "));
  }

  private DatabaseConnection load(String tls) {
    return new ConfigDirectory(path)
        .variable("CA", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----")
        .variable("KEY", "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----")
        .sources(source("postgresql", tls))
        .load("crm")
        .connection();
  }

  /** What the variable is, only a run of that source asks. */
  @Test
  void judgesNothingByAModeThatIsNotLookedUp() {
    String other =
        source("postgresql", "sslmode: ${MODE:-verify-full}; sslrootcert: /tls/ca.crt")
            .replace("sources:\n", "")
            .replace("crm:", "other:")
            .replace("prod.crm", "prod.other");

    assertThat(
            new ConfigDirectory(path)
                .sources(source("postgresql", "") + other)
                .load("crm")
                .connection()
                .tls()
                .mode())
        .isEqualTo("prefer");
  }

  @Test
  void readsWhatLibpqCallsTheSame() {
    TlsOptions tls =
        load("sslmode: verify-full; sslrootcert: /tls/ca.crt; sslcert: /tls/me.crt;"
                + " sslkey: /tls/me.key; sslpassword: canary; connect_worker:;   sslkey: /w/me.pk8")
            .tls();

    assertThat(tls.mode()).isEqualTo("verify-full");
    assertThat(tls.verifies()).isTrue();
    assertThat(tls.rootCertificate()).isEqualTo("/tls/ca.crt");
    assertThat(tls.certificate()).isEqualTo("/tls/me.crt");
    assertThat(tls.key()).extracting(Secret::reveal).isEqualTo("/tls/me.key");
    assertThat(tls.keyPassword()).extracting(Secret::reveal).isEqualTo("canary");
    assertThat(tls.onWorker()).isEqualTo(new TlsOptions.OnWorker(null, null, "/w/me.pk8"));
    assertThat(tls).asString().doesNotContain("canary");
  }

  @Test
  void aTextStandsForAFileIfTheWorkerHasOne() {
    DatabaseConnection connection =
        load(
            "sslmode: verify-ca; sslrootcert: ${CA}; sslcert: ${CA}; sslkey: ${KEY};"
                + " connect_worker:;   sslrootcert: /w/ca;   sslcert: /w/crt;   sslkey: /w/key");

    assertThat(connection.tls().rootCertificate()).startsWith("-----BEGIN CERTIFICATE");
    assertThat(connection).asString().doesNotContain("canary");
  }

  @Test
  void nothingIsSaidWithoutIt() {
    assertThat(load("schema: public").tls()).isEqualTo(TlsOptions.NONE);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgresql | sslmode: verify_full                      | sslmode: expected one of [disable, allow, prefer, require, verify-ca, verify-full]
          postgresql | sslmode: verify-full                      | sslrootcert: missing, sslmode verify-full needs it
          postgresql | sslmode: require; sslrootcert: /ca        | sslmode require does not look at it. Set sslmode to verify-full
          postgresql | sslrootcert: /ca                          | sslmode prefer does not look at it
          postgresql | sslmode: verify-ca; sslrootcert: ca.crt   | expected an absolute path, or the text of a PEM file
          postgresql | sslmode: require; sslcert: /me.crt        | sslkey: missing, sslcert needs it
          postgresql | sslmode: require; sslkey: /me.key         | sslcert: missing, sslkey needs it
          postgresql | sslmode: require; sslpassword: x          | sslkey: missing, sslpassword needs it
          postgresql | sslmode: disable; sslcert: /a; sslkey: /b | of no use with sslmode disable
          postgresql | sslmode: verify-ca; sslrootcert: ${CA}    | its sslrootcert is missing
          oracle     | sslmode: require                          | sslmode: for postgresql only. Remove it
          oracle     | connect_worker:;   sslkey: /key           | connect_worker.sslkey: for postgresql only. Remove it
          """)
  void whatDoesNotFitIsSaid(String type, String tls, String problem) {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                new ConfigDirectory(path)
                    .variable("CA", "-----BEGIN CERTIFICATE-----")
                    .sources(source(type, tls))
                    .load("crm"));

    assertThat(failure).hasMessageContaining(problem);
  }
}
