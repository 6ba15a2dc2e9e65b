package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.config.TlsOptions;
import dev.firn.config.binding.Secret;
import dev.firn.error.ExitCode;
import dev.firn.error.FirnException;
import dev.firn.lake.TableState;
import dev.firn.localstack.Certificates;
import dev.firn.localstack.PostgresServer;
import dev.firn.source.SourceDatabase;
import dev.firn.source.SourceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loads from servers that capture no changes, that only follow others, or that trust nobody. */
class SourceAsItIsIT extends LoadFixture {

  private static final TlsOptions.OnWorker SAME = new TlsOptions.OnWorker(null, null, null);

  private SourceConfig at(DatabaseConnection connection) {
    SourceConfig all = source();
    return new SourceConfig(
        all.name(),
        all.databaseType(),
        all.topicPrefix(),
        all.namespace(),
        null,
        connection,
        all.bulkLoad(),
        all.cdc(),
        all.unknownTypes(),
        all.openNumbers(),
        2,
        all.tables());
  }

  private DatabaseConnection connection(PostgresServer server) {
    DatabaseConnection known = source().connection();
    return new DatabaseConnection(
        server.host(), server.port(), known.database(), known.username(), known.password(), name);
  }

  private LoadReport load(SourceConfig source) {
    return job(source, new TableSelection(null, List.of(), false), false, false).run();
  }

  private TableState state(String table) {
    return lake.open(lakeId(table)).state();
  }

  private void createReader() {
    reader = "reads_" + name;
    execute(
        "CREATE TABLE $S.t AS SELECT i AS id, 'row ' || i AS v FROM generate_series(1, 500) i",
        "ALTER TABLE $S.t ADD PRIMARY KEY (id)",
        "CREATE TABLE $S.keyless (v text)",
        "INSERT INTO $S.keyless VALUES ('one')",
        "CREATE ROLE " + reader + " LOGIN PASSWORD 'pw'",
        "GRANT USAGE ON SCHEMA $S TO " + reader,
        "GRANT SELECT ON ALL TABLES IN SCHEMA $S TO " + reader);
  }

  /** Who may only read, on a server of which changes are never decoded, which another one leads. */
  @Test
  void aStandbyIsLoadedAtOneInstantAndFollowedByNobody() throws Exception {
    createReader();
    PostgresServer standby = postgres.standby("standby");
    Files.writeString(
        standby.dataDirectory().resolve("postgresql.auto.conf"),
        "max_standby_streaming_delay = '5min'\nhot_standby_feedback = off\n",
        StandardOpenOption.APPEND);
    standby.start();
    try {
      standby.awaitReplay(postgres);
      DatabaseConnection replica = connection(standby);

      assertThat(catchThrowableOfType(FirnException.class, () -> load(at(replica))))
          .hasMessageContaining("leads to a standby")
          .hasMessageContaining("--no-capture")
          .extracting(FirnException::exitCode)
          .isEqualTo(ExitCode.UNAVAILABLE);

      settings = settings.withoutCapture();
      assertThat(SourceDatabase.of(at(replica), Clock.systemUTC()).findReadTrouble(effort()))
          .singleElement()
          .asString()
          .contains("ends queries 5min after", "hot_standby_feedback = on");
      LoadReport report = load(at(replica));
      assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(report).asString().contains("not followed: 2 tables: this load captures no");
    } finally {
      standby.stop();
      postgres.forget("standby");
    }
    assertThat(lakeNumber("t", "sum(id)")).isEqualTo(125_250);
    assertThat(state("t").findUnfollowed())
        .hasValueSatisfying(why -> assertThat(why).contains("--no-capture"));
    assertThat(configDirectory.resolve("debezium_%s_cdc.json".formatted(name))).doesNotExist();
    assertThat(sourceNumber("SELECT count(*) FROM pg_publication")).isZero();
    assertThat(sourceNumber("SELECT count(*) FROM pg_replication_slots WHERE plugin <> ''"))
        .isZero();

    // A load that captures brings what has changed meanwhile, since nothing else does.
    execute("INSERT INTO $S.t VALUES (1000, 'later')");
    settings = settings(4, 100_000, LoadVerification.COUNT);
    reader = "";
    LoadReport followed = load(null, false, false);
    assertThat(followed.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeNumber("t", "count(1)")).isEqualTo(501);
    assertThat(state("t").findUnfollowed()).isEmpty();
    execute("SELECT pg_drop_replication_slot('firn_$S')", "DROP PUBLICATION firn_$S");
  }

  private static SourceReader.Effort effort() {
    return new SourceReader.Effort(Map.of(), 1, 1);
  }

  /** Tables that are followed stay so; the one that is read beside its stream does not. */
  @Test
  void whatALoadDoesNotCaptureIsTakenOutOfTheStreamWithItsRows() throws Exception {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "CREATE TABLE $S.u (id int PRIMARY KEY)");
    load(null, false, false);
    settings = settings.withoutCapture();
    load("u", true, false);
    assertThat(state("t").findUnfollowed()).isEmpty();
    assertThat(state("u").findUnfollowed()).isPresent();
    // The first kind of load again: what is complete and only read stays as it is.
    assertThat(load(null, false, false)).asString().contains("0 loaded");
    assertThat(state("t").findUnfollowed()).isEmpty();
    execute("SELECT pg_drop_replication_slot('firn_$S')", "DROP PUBLICATION firn_$S");
  }

  /** Three seconds at least, however fast both sides are: that is what a cap promises. */
  @Test
  void allReadersTogetherTakeNoMoreThanTheCap() {
    execute(
        "CREATE TABLE $S.t AS SELECT i AS id, repeat(md5(i::text), 32) AS v"
            + " FROM generate_series(1, 3000) i",
        "CREATE TABLE $S.u AS SELECT * FROM $S.t");
    settings =
        settings(4, 0, LoadVerification.COUNT).withoutCapture().withMaxBytesPerSecond(2 << 20);
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(report.took().toMillis()).isGreaterThan(2 * 3000L * 1024 * 1000 / (2 << 20) - 100);
  }

  @Test
  void aServerAndItsReaderProveToEachOtherWhoTheyAre() throws Exception {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    Certificates tls = Certificates.in(configDirectory.resolve("tls"));
    Certificates others = Certificates.in(configDirectory.resolve("others"));
    reader = "proves_" + name;
    execute(
        "CREATE ROLE " + reader + " LOGIN PASSWORD 'pw'",
        "GRANT USAGE ON SCHEMA $S TO " + reader,
        "GRANT SELECT ON ALL TABLES IN SCHEMA $S TO " + reader);
    Certificates.Identity me = tls.certify("reader");
    String ca = tls.authority().toString();
    String crt = me.certificate().toString();
    Secret key = Secret.of(me.key().toString());
    Path access = postgres.dataDirectory().resolve("pg_hba.conf");
    String before = Files.readString(access);
    try {
      Files.writeString(
          access,
          """
          hostssl   all %1$s 127.0.0.1/32 scram-sha-256 clientcert=verify-ca
          hostnossl all %1$s 127.0.0.1/32 reject
          %2$s"""
              .formatted(reader, before));
      serve(tls.certify("here", "dns:localhost", "ip:127.0.0.1"), tls.authority());

      refused(new TlsOptions("disable", null, null, null, null, SAME), "no encryption");
      refused(
          new TlsOptions("verify-full", ca, null, null, null, SAME), "Set sslcert and sslkey in");
      refused(
          new TlsOptions("verify-full", others.authority().toString(), crt, key, null, SAME),
          "Set sslrootcert in database_connection");
      Certificates.Identity stranger = others.certify("stranger");
      refused(
          new TlsOptions(
              "verify-full",
              ca,
              stranger.certificate().toString(),
              Secret.of(stranger.key().toString()),
              null,
              SAME),
          "Set sslcert and sslkey in");

      Secret encrypted = Secret.of(tls.encryptedKey("reader", "canary").toString());
      assertThat(
              catchThrowableOfType(
                  FirnException.class,
                  () ->
                      probe(
                          new TlsOptions(
                              "verify-full", ca, crt, encrypted, Secret.of("wrong"), SAME))))
          .hasMessageContaining("Cannot use sslkey of database_connection: sslpassword does not")
          .extracting(FirnException::exitCode)
          .isEqualTo(ExitCode.CONFIG);

      settings = settings.withoutCapture();
      DatabaseConnection secured =
          source()
              .connection()
              .with(new TlsOptions("verify-full", ca, crt, encrypted, Secret.of("canary"), SAME));
      assertThat(load(at(secured)).exitCode()).isEqualTo(ExitCode.OK);
      assertThat(lakeRows("t", "id")).containsExactly("1");

      serve(tls.certify("elsewhere", "dns:elsewhere.example"), tls.authority());
      refused(
          new TlsOptions("verify-full", ca, crt, key, null, SAME),
          "the certificate of the server is of [CN=elsewhere, elsewhere.example]");
      probe(new TlsOptions("verify-ca", ca, crt, key, null, SAME));
    } finally {
      Files.writeString(access, before);
      postgres.execute("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()");
      awaitTls(null);
    }
    refused(new TlsOptions("require", null, null, null, null, SAME), "ssl = on");
  }

  private void serve(Certificates.Identity server, Path authority) throws Exception {
    postgres.execute(
        "ALTER SYSTEM SET ssl_cert_file = '" + server.certificate() + "'",
        "ALTER SYSTEM SET ssl_key_file = '" + server.key() + "'",
        "ALTER SYSTEM SET ssl_ca_file = '" + authority + "'",
        "ALTER SYSTEM SET ssl = on",
        "SELECT pg_reload_conf()");
    awaitTls(server.certificate().toString());
  }

  /**
   * @param certificate null for none
   */
  private static void awaitTls(@Nullable String certificate) throws Exception {
    for (int tries = 0; ; tries++) {
      assertThat(tries).isLessThan(600);
      try (Connection connection = postgres.connect();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT current_setting('ssl')::boolean, current_setting('ssl_cert_file')")) {
        row.next();
        if (row.getBoolean(1) == (certificate != null)
            && (certificate == null || certificate.equals(row.getString(2)))) {
          return;
        }
      }
      Thread.sleep(50);
    }
  }

  private void probe(TlsOptions tls) {
    SourceDatabase.of(at(source().connection().with(tls)), Clock.systemUTC()).probe();
  }

  private void refused(TlsOptions tls, String why) {
    FirnException refusal = catchThrowableOfType(FirnException.class, () -> probe(tls));
    assertThat(refusal).as(why).isNotNull();
    assertThat(refusal.getMessage()).contains("Cannot connect to", why).doesNotContain("canary");
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(refusal.isRetryable()).isFalse();
  }
}
