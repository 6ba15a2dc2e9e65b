package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.DatabaseConnection;
import dev.firn.config.ListenerOptions;
import dev.firn.config.binding.Secret;
import dev.firn.schema.ConnectorSetting;
import dev.firn.source.ConnectorOptions;
import dev.firn.source.oracle.catalog.DatabaseNames;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OracleConnectorTest {

  /** What testing/oracle-events holds to Debezium's own definition. */
  private static final String GOLDEN =
      "etl-core/src/test/resources/dev/firn/source/oracle/connector.txt";

  private static ConnectorOptions options(String pluggable) {
    return OracleConnector.options(
        OracleEndpoint.of(
            new DatabaseConnection(
                "db.example.com",
                1521,
                "CRM",
                "etl_user",
                Secret.of("tiger-9x"),
                "APP",
                ListenerOptions.SERVICE)),
        new DatabaseNames("CDB1", pluggable),
        new OracleConnector.SchemaHistory("kafka1:9092", "prod.crm.schema-history"),
        what -> "FIRN_CRM_" + what);
  }

  private static Map<String, String> all(ConnectorOptions options) {
    Map<String, String> all = new TreeMap<>(options.session());
    all.putAll(options.capture());
    all.putAll(options.values());
    all.putAll(options.heartbeat());
    return all;
  }

  @Test
  void tellsTheConnectorWhatTheFileSays() throws IOException {
    String written =
        all(options("PDB1")).entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
            .collect(Collectors.joining());
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(GOLDEN), written);
    }
    assertThat(written).isEqualTo(Repository.text(GOLDEN)).doesNotContain("tiger");
  }

  @Test
  void namesAPluggableDatabaseOnlyIfThereIsOne() {
    assertThat(all(options("")).keySet())
        .isEqualTo(
            all(options("PDB1")).keySet().stream()
                .filter(
                    key ->
                        !List.of("database.pdb.name", "database.user", "database.password")
                            .contains(key))
                .collect(Collectors.toSet()));
  }

  private static List<String> unread(Map<String, String> changes) {
    Map<String, String> told = all(options("PDB1"));
    told.putAll(changes);
    told.values().removeIf(String::isEmpty);
    return OracleKind.settings().stream()
        .filter(setting -> !setting.isReadable(told))
        .map(ConnectorSetting::name)
        .toList();
  }

  @Test
  void isAskedForWhatItIsTold() {
    assertThat(unread(Map.of())).isEmpty();
    assertThat(unread(Map.of(OracleConnector.ALTERATIONS_OF, "")))
        .as("what SYS and SYSTEM alter is passed over by default")
        .containsExactly(OracleConnector.ALTERATIONS_OF);
    assertThat(unread(Map.of(OracleConnector.ALTERATIONS_OF, "SYSTEM"))).hasSize(1);
    for (Map.Entry<String, String> tuned :
        Map.of(
                "log.mining.buffer.transaction.events.threshold", "100000",
                "log.mining.window.max.ms", "60000",
                "schema.history.internal.skip.unparseable.ddl", "true")
            .entrySet()) {
      assertThat(unread(Map.ofEntries(tuned))).containsExactly(tuned.getKey());
    }
  }
}
