package dev.firn.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.BulkLoadConfig;
import dev.firn.config.CdcConfig;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.config.TableLoad;
import dev.firn.config.TlsOptions;
import dev.firn.config.binding.Secret;
import dev.firn.model.DatabaseType;
import dev.firn.model.LongColumns;
import dev.firn.model.OpenNumbers;
import dev.firn.model.SourceNamespace;
import dev.firn.model.UnknownTypes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresConnectorTest {

  private static final TlsOptions.OnWorker SAME = new TlsOptions.OnWorker(null, null, null);

  private static Map<String, String> tls(TlsOptions options) {
    return PostgresConnector.tls(
        new SourceConfig(
            "crm-db",
            DatabaseType.POSTGRESQL,
            "prod.crm",
            new SourceNamespace("local", List.of("crm")),
            null,
            new DatabaseConnection("db", 5432, "crm", "etl", Secret.of("pw"), "public")
                .with(options),
            new BulkLoadConfig(
                new TableLoad(8, 500, true, LongColumns.EXCLUDE, LoadVerification.COUNT),
                4,
                true,
                1,
                1,
                100,
                List.of()),
            new CdcConfig(Duration.ofSeconds(1), 1000, "checkpoints", 4),
            UnknownTypes.TEXT,
            OpenNumbers.TEXT,
            2,
            List.of()));
  }

  @Test
  void theWorkerUsesTheSamePathsUnlessItHasOthers() {
    assertThat(
            tls(
                new TlsOptions(
                    "verify-full",
                    "/tls/ca.crt",
                    "/tls/me.crt",
                    Secret.of("/tls/me.key"),
                    null,
                    new TlsOptions.OnWorker(null, null, "/w/me.pk8"))))
        .containsExactly(
            Map.entry("database.sslmode", "verify-full"),
            Map.entry("database.sslrootcert", "/tls/ca.crt"),
            Map.entry("database.sslcert", "/tls/me.crt"),
            Map.entry("database.sslkey", "/w/me.pk8"));
  }

  @Test
  void thePasswordOfAKeyIsAVariableOfTheWorker() {
    assertThat(
            tls(
                new TlsOptions(
                    "require", null, "/me.crt", Secret.of("/me.key"), Secret.of("pw"), SAME)))
        .containsEntry("database.sslpassword", "${env:FIRN_CRM_DB_SSLPASSWORD}");
  }

  /** A key that a variable holds must never be written into a file. */
  @Test
  void noTextGoesToTheWorker() {
    String text = "-----BEGIN PRIVATE KEY-----\ncanary";
    assertThat(tls(new TlsOptions("verify-ca", text, text, Secret.of(text), null, SAME)).toString())
        .doesNotContain("canary");
  }

  @Test
  void nothingIsSaidOfTlsIfNothingIsKnown() {
    assertThat(tls(TlsOptions.NONE)).isEmpty();
  }
}
