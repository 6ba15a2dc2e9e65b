package dev.firn.oracleevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.config.Configuration;
import io.debezium.config.Field;
import io.debezium.connector.oracle.OracleConnectorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
