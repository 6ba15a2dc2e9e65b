package dev.firn.source.oracle.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.DatabaseConnection;
import dev.firn.config.ListenerOptions;
import dev.firn.config.ListenerOptions.Naming;
import dev.firn.config.binding.Secret;
import dev.firn.error.ConfigException;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import oracle.jdbc.OracleDriver;
import oracle.jdbc.pool.OracleDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OracleEndpointTest {

  private static final String PASSWORD = "tiger-9x";

  private static DatabaseConnection connection(
      String host, int port, String name, ListenerOptions listener) {
    return new DatabaseConnection(
        host, port, name, "etl_user", Secret.of(PASSWORD), "APP", listener);
  }

  private static ListenerOptions options(Naming naming, Map<String, String> jdbcOptions) {
    return new ListenerOptions(naming, false, null, null, null, jdbcOptions);
  }

  private static ListenerOptions wallet(@Nullable String tnsAdmin) {
    return new ListenerOptions(
        Naming.SERVICE_NAME,
        true,
        tnsAdmin,
        "/etc/oracle/wallet",
        Secret.of("wallet-7q"),
        Map.of("javax.net.ssl.trustStorePassword", "trust-3z"));
  }

  /** What the driver itself makes of the URL. */
  private static String parsed(OracleEndpoint endpoint) throws SQLException {
    OracleDataSource source = new OracleDataSource();
    source.setURL(endpoint.url());
    return source.getURL();
  }

  @Test
  void asksForAService() throws SQLException {
    OracleEndpoint endpoint =
        OracleEndpoint.of(connection("db.example.com", 1521, "PRODDB", ListenerOptions.SERVICE));
    assertThat(endpoint.url())
        .isEqualTo(
            "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=db.example.com)"
                + "(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=PRODDB)))");
    assertThat(parsed(endpoint)).isEqualTo(endpoint.url());
    assertThat(new OracleDriver().acceptsURL(endpoint.url())).isTrue();
    assertThat(endpoint).hasToString("Oracle at db.example.com:1521/PRODDB as etl_user");
  }

  @Test
  void asksForAnInstanceAndForAnAddressOfIpv6() {
    OracleEndpoint endpoint =
        OracleEndpoint.of(connection("[::1]", 1522, "PROD1", options(Naming.SID, Map.of())));
    assertThat(endpoint.url()).contains("(HOST=::1)(PORT=1522))(CONNECT_DATA=(SID=PROD1))");
  }

  @Test
  void takesADescriptorAsItIs() {
    String descriptor = "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=a)(PORT=1))(CONNECT_DATA=()))";
    OracleEndpoint endpoint =
        OracleEndpoint.of(
            connection("", 1521, descriptor, options(Naming.CONNECT_DESCRIPTOR, Map.of())));
    assertThat(endpoint.url()).isEqualTo("jdbc:oracle:thin:@" + descriptor);
  }

  @Test
  void speaksTlsWithAServerOfTheNameThatItWasAskedFor() {
    OracleEndpoint endpoint =
        OracleEndpoint.of(connection("db.example.com", 2484, "PRODDB", wallet(null)));
    assertThat(endpoint.url()).contains("(PROTOCOL=tcps)");
    assertThat(endpoint.properties())
        .containsEntry("oracle.net.ssl_server_dn_match", "true")
        .containsEntry(
            "oracle.net.wallet_location",
            "(SOURCE=(METHOD=FILE)(METHOD_DATA=(DIRECTORY=/etc/oracle/wallet)))")
        .containsEntry("oracle.net.wallet_password", "wallet-7q");
  }

  @Test
  void showsNoSecret() {
    DatabaseConnection connection = connection("db.example.com", 2484, "PRODDB", wallet(null));
    OracleEndpoint endpoint = OracleEndpoint.of(connection);
    for (String shown :
        List.of(
            endpoint.toString(),
            endpoint.url(),
            connection.toString(),
            connection.listener().toString())) {
      assertThat(shown).doesNotContain(PASSWORD, "wallet-7q", "trust-3z");
    }
  }

  @Test
  void everyPropertyIsOneThatTheDriverKnows() {
    List<String> known =
        Arrays.stream(oracle.jdbc.OracleConnection.class.getFields())
            .filter(field -> field.getName().startsWith("CONNECTION_PROPERTY_"))
            .map(
                field -> {
                  try {
                    return String.valueOf(field.get(null));
                  } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .toList();
    Properties all =
        ConnectionProperties.withLogin(
            OracleEndpoint.of(connection("h", 1, "S", wallet("/etc/oracle"))).properties(),
            "etl_user",
            PASSWORD);
    assertThat(known).containsAll(all.stringPropertyNames());
  }

  @Test
  void takesOptionsOfTheUserButNotThoseOnWhichValuesDepend() {
    assertThat(
            OracleEndpoint.of(
                    connection(
                        "h",
                        1,
                        "S",
                        options(Naming.SERVICE_NAME, Map.of("oracle.jdbc.ReadTimeout", "5000"))))
                .properties())
        .containsEntry("oracle.jdbc.ReadTimeout", "5000")
        .containsEntry("oracle.jdbc.timezoneAsRegion", "false");
    assertThatThrownBy(
            () ->
                OracleEndpoint.of(
                    connection(
                        "h",
                        1,
                        "S",
                        options(
                            Naming.SERVICE_NAME, Map.of("oracle.jdbc.timezoneAsRegion", "true")))))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "Cannot use jdbc_options: oracle.jdbc.timezoneAsRegion is set by Firn to false. Remove"
                + " it from database_connection.");
  }

  @Test
  void saysWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    OracleEndpoint endpoint =
        OracleEndpoint.of(connection("127.0.0.1", port, "PRODDB", ListenerOptions.SERVICE));
    assertThatThrownBy(endpoint::probe)
        .isInstanceOfSatisfying(
            UnavailableException.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
              assertThat(failure.isRetryable()).isTrue();
            })
        .hasMessageContaining(
            "Cannot connect to Oracle at 127.0.0.1:%d/PRODDB as etl_user: ".formatted(port))
        .hasMessageEndingWith(
            ". Check host and port in database_connection, and that the listener accepts"
                + " connections from here.")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void saysThatAWalletNeedsMoreThanTheDriver(@TempDir Path directory) {
    ListenerOptions encrypted =
        new ListenerOptions(Naming.SERVICE_NAME, true, null, directory.toString(), null, Map.of());
    assertThatThrownBy(OracleEndpoint.of(connection("127.0.0.1", 1, "S", encrypted))::open)
        .isInstanceOfSatisfying(
            UnavailableException.class, failure -> assertThat(failure.isRetryable()).isFalse())
        .hasMessageEndingWith(
            "(SSO KeyStore not available). Check wallet_location, that oraclepki.jar, osdt_core.jar"
                + " and osdt_cert.jar are in lib/, and that the wallet trusts the server's"
                + " certificate.");
  }

  @Test
  void looksUpAnAliasInItsDirectory(@TempDir Path directory) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.writeString(
        directory.resolve("tnsnames.ora"),
        ("PROD=(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=%d))"
                + "(CONNECT_DATA=(SERVICE_NAME=X)))\n")
            .formatted(port));
    ListenerOptions known =
        new ListenerOptions(Naming.TNS_ALIAS, false, directory.toString(), null, null, Map.of());
    assertThatThrownBy(OracleEndpoint.of(connection("", 1521, "PROD", known))::open)
        .isInstanceOfSatisfying(
            UnavailableException.class, failure -> assertThat(failure.isRetryable()).isTrue())
        .hasMessageContaining("Cannot connect to Oracle at PROD as etl_user: ");
    assertThatThrownBy(OracleEndpoint.of(connection("", 1521, "OTHER", known))::open)
        .isInstanceOfSatisfying(
            UnavailableException.class, failure -> assertThat(failure.isRetryable()).isFalse())
        .hasMessageContaining("Cannot connect to Oracle at OTHER as etl_user: ")
        .hasMessageEndingWith("Check tns_alias and tns_admin in database_connection.");
  }
}
