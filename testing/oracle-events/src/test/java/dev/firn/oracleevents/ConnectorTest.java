package dev.firn.oracleevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.DebeziumException;
import io.debezium.config.Configuration;
import io.debezium.config.Field;
import io.debezium.connector.oracle.OracleConnectorConfig;
import io.debezium.connector.oracle.OracleConnectorTask;
import io.debezium.connector.oracle.OracleOffsetContext;
import io.debezium.connector.oracle.OraclePartition;
import io.debezium.connector.oracle.Scn;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.snapshot.mode.NoDataSnapshotter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Whether Debezium's own definition of its connector takes what Firn tells it. */
class ConnectorTest {

  private static final Path TOLD =
      Path.of("../../etl-core/src/test/resources/dev/firn/source/oracle/connector.txt");

  private static Map<String, String> told() throws IOException {
    return Files.readAllLines(TOLD).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  /** With what every connector is told. */
  private static List<String> problems(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("topic.prefix", "prod.crm");
    all.put("database.hostname", "db.example.com");
    all.put("database.user", "etl_user");
    List<String> problems = new ArrayList<>();
    Configuration.from(all).validateAndRecord(OracleConnectorConfig.ALL_FIELDS, problems::add);
    return problems;
  }

  @Test
  void takesEveryValue() throws IOException {
    assertThat(problems(told())).isEmpty();
  }

  @Test
  void knowsEveryName() throws IOException {
    Set<String> known =
        StreamSupport.stream(OracleConnectorConfig.ALL_FIELDS.spliterator(), false)
            .map(Field::name)
            .collect(Collectors.toSet());
    assertThat(told().keySet())
        .allSatisfy(
            name ->
                assertThat(
                        known.contains(name) || name.startsWith("schema.history.internal.kafka."))
                    .as(name)
                    .isTrue());
  }

  /** What a task of the connector does first with offsets that it is given. */
  private static final class Beginning extends OracleConnectorTask {
    void with(OfflineConnector connector, Map<String, ?> offset) {
      OracleConnectorConfig config = connector.config();
      validateSchemaHistory(
          config,
          (partition, at, of) -> true,
          Offsets.of(
              new OraclePartition(config.getLogicalName(), config.getDatabaseName()),
              (OracleOffsetContext) config.getAdapter().getOffsetContextLoader().load(offset)),
          connector.schema(),
          new NoDataSnapshotter());
    }
  }

  private static OfflineConnector offline() throws IOException {
    Map<String, String> settings = new TreeMap<>(told());
    settings.put("topic.prefix", "prod.crm");
    settings.put("database.hostname", "db.example.com");
    settings.put("database.user", "etl_user");
    return new OfflineConnector(settings);
  }

  /** Why no load writes offsets: a connector that never ran has no history of its tables. */
  @Test
  void doesNotBeginAtOffsetsThatSomebodyElseHasWritten() throws IOException {
    OfflineConnector connector = offline();
    Map<String, String> written = Map.of("scn", "8812345678", "commit_scn", "8812345678:1:");
    assertThatThrownBy(() -> new Beginning().with(connector, written))
        .isInstanceOf(DebeziumException.class)
        .hasMessageContaining("The db history topic is missing");
    connector.schema().close();
  }

  private static Map<String, Object> kept(OracleOffsetContext offset) {
    Map<String, Object> kept = new TreeMap<>(offset.getOffset());
    kept.values().removeIf(Objects::isNull);
    return kept;
  }

  /** By which a load knows that it came later, and a stream that it is still the same one. */
  @Test
  void keepsInItsOffsetsWhereItHasBegun() throws IOException {
    OfflineConnector connector = offline();
    var loader = connector.config().getAdapter().getOffsetContextLoader();
    var offset = (OracleOffsetContext) loader.load(Map.of("scn", "100", "snapshot_scn", "100"));
    offset.setScn(Scn.valueOf(250));
    Map<String, Object> later = kept(offset);
    assertThat(kept((OracleOffsetContext) loader.load(later)))
        .containsEntry("scn", "250")
        .containsEntry("snapshot_scn", "100")
        .doesNotContainKey("snapshot");
    assertThat(
            kept(
                (OracleOffsetContext)
                    loader.load(
                        Map.of(
                            "scn",
                            "100",
                            "snapshot_scn",
                            "100",
                            "snapshot",
                            "INITIAL",
                            "snapshot_completed",
                            false))))
        .as("as long as it reads how tables look, it may begin anew")
        .containsEntry("snapshot_completed", false)
        .containsKey("snapshot");
    connector.schema().close();
  }

  @Test
  void passesOverNobodysAlterations() throws IOException {
    OfflineConnector connector = offline();
    assertThat(connector.config().getLogMiningSchemaChangesUsernameExcludes())
        .doesNotContain("SYS", "SYSTEM")
        .singleElement()
        .isEqualTo("FIRN_NOBODY");
    connector.schema().close();
    OfflineConnector untold =
        new OfflineConnector(
            Map.of(
                "topic.prefix",
                "p",
                "database.dbname",
                "D",
                "database.hostname",
                "h",
                "database.user",
                "u",
                "schema.history.internal.kafka.topic",
                "t",
                "schema.history.internal.kafka.bootstrap.servers",
                "k:1"));
    assertThat(untold.config().getLogMiningSchemaChangesUsernameExcludes())
        .as("by default")
        .containsExactlyInAnyOrder("SYS", "SYSTEM");
    untold.schema().close();
  }

  @Test
  void refusesOthers() throws IOException {
    Map<String, String> wrong = new TreeMap<>(told());
    wrong.put("log.mining.strategy", "guess");
    wrong.put("decimal.handling.mode", "round");
    assertThat(problems(wrong)).hasSize(2);
    Map<String, String> hybrid = new TreeMap<>(told());
    hybrid.put("log.mining.strategy", "hybrid");
    assertThat(problems(hybrid)).isNotEmpty();
  }
}
