package dev.firn.deployment;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.ConfigLoader;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.testing.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ComposeFileTest {

  private static final String TEXT = Repository.text("docker-compose.yml");
  private static final Map<String, Map<String, Object>> SERVICES = services();

  /** Those end by themselves. */
  private static final List<String> ONE_SHOT = List.of("firn", "object-store-init");

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services() {
    Map<String, Object> file = new Yaml().load(TEXT);
    return (Map<String, Map<String, Object>>) Objects.requireNonNull(file.get("services"));
  }

  @SuppressWarnings("unchecked")
  private static List<String> list(Map<String, Object> service, String key) {
    return (List<String>) service.getOrDefault(key, List.of());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> service, String key) {
    return (Map<String, Object>) service.getOrDefault(key, Map.of());
  }

  private static String property(String name) {
    Matcher matcher =
        Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<")
            .matcher(Repository.text("pom.xml"));
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  @Test
  void hasThePortsOfTheSeeds() {
    Map<String, List<String>> published = new LinkedHashMap<>();
    SERVICES.forEach(
        (name, service) -> {
          List<String> ports = list(service, "ports");
          assertThat(ports)
              .as("open to this machine only")
              .allMatch(p -> p.startsWith("127.0.0.1:"));
          if (!ports.isEmpty()) {
            published.put(
                name,
                ports.stream()
                    .map(port -> port.substring(port.indexOf(':') + 1).replaceAll(":.*", ""))
                    .toList());
          }
        });

    assertThat(published)
        .containsEntry("postgres-source", List.of("5433"))
        .containsEntry("kafka", List.of("29092"))
        .containsEntry("debezium", List.of("8083"))
        .containsEntry("kafka-ui", List.of("8080"))
        .containsEntry("object-store", List.of("9000", "9001"))
        .containsEntry("iceberg-rest", List.of("8181"))
        .containsEntry("spark-master", List.of("7077", "8081"))
        .containsEntry("spark-worker", List.of("8082"))
        .containsEntry("trino", List.of("8084"))
        .containsEntry("prometheus", List.of("9090"))
        .containsEntry("grafana", List.of("3000"));
    List<String> all = new ArrayList<>();
    published.values().forEach(all::addAll);
    assertThat(all).doesNotHaveDuplicates();
    assertThat(environment("kafka").get("KAFKA_ADVERTISED_LISTENERS"))
        .isEqualTo("INTERNAL://kafka:9092,EXTERNAL://localhost:29092");
  }

  private static Map<String, Object> environment(String service) {
    return map(Objects.requireNonNull(SERVICES.get(service)), "environment");
  }

  @Test
  void namesEveryImageWithItsVersion() {
    SERVICES.forEach(
        (name, service) ->
            assertThat(String.valueOf(service.get("image")))
                .as(name)
                .matches("[a-z0-9./-]+:v?[0-9][\\w.-]*"));
  }

  @Test
  void hasTheVersionsThatTheTestsRunOn() {
    assertThat(SERVICES.get("kafka"))
        .containsEntry("image", "apache/kafka:" + property("kafka.broker.version"));
    assertThat(SERVICES.get("postgres-source"))
        .containsEntry(
            "image", "postgres:" + property("postgres.binaries.version").replaceAll("\\.0$", ""));
    assertThat(Repository.text("deploy/docker/connect.Dockerfile"))
        .contains("KAFKA_IMAGE=apache/kafka:" + property("kafka.broker.version"))
        .contains("DEBEZIUM_VERSION=" + property("debezium.postgres.version"));
    assertThat(Repository.text("deploy/docker/Dockerfile"))
        .contains("SPARK_IMAGE=apache/spark:" + property("spark.version") + "-scala2.13-java17-");
  }

  @Test
  void asksEveryServiceForItsHealth() {
    SERVICES.forEach(
        (name, service) -> {
          assertThat(service.containsKey("healthcheck"))
              .as(name)
              .isEqualTo(!ONE_SHOT.contains(name));
          if (service.containsKey("healthcheck")) {
            assertThat(map(service, "healthcheck")).containsKeys("test", "interval", "retries");
          }
        });
  }

  @Test
  void waitsOnlyForWhatComes() {
    SERVICES.forEach(
        (name, service) ->
            map(service, "depends_on")
                .forEach(
                    (other, condition) -> {
                      assertThat(SERVICES).as(name).containsKey(other);
                      assertThat(condition)
                          .isEqualTo(
                              Map.of(
                                  "condition",
                                  ONE_SHOT.contains(other)
                                      ? "service_completed_successfully"
                                      : "service_healthy"));
                    }));
  }

  @Test
  void mountsAndBuildsFromWhatIsThere() {
    Map<String, Object> file = new Yaml().load(TEXT);
    SERVICES.forEach(
        (name, service) -> {
          for (String volume : list(service, "volumes")) {
            String from = volume.replaceAll(":.*", "");
            if (from.startsWith("./")) {
              assertThat(Repository.file(from.substring(2))).as(name).isRegularFile();
              assertThat(volume).as("nothing changes the repository").endsWith(":ro");
            } else {
              assertThat(map(file, "volumes")).as(name).containsKey(from);
            }
          }
          Map<String, Object> build = map(service, "build");
          if (!build.isEmpty()) {
            assertThat(Repository.file(build.get("context") + "/" + build.get("dockerfile")))
                .isRegularFile();
          }
        });
  }

  @Test
  void keepsWhatNotEverybodyNeedsInProfiles() {
    assertThat(
            SERVICES.entrySet().stream()
                .filter(service -> service.getValue().containsKey("profiles"))
                .collect(toMap(Map.Entry::getKey, service -> list(service.getValue(), "profiles"))))
        .isEqualTo(
            Map.of(
                "firn", List.of("jobs"),
                "spark-master", List.of("spark"),
                "spark-worker", List.of("spark"),
                "trino", List.of("trino"),
                "prometheus", List.of("metrics"),
                "node-exporter", List.of("metrics"),
                "grafana", List.of("metrics")));
  }

  @Test
  void needsNoVariable() {
    Matcher variables = Pattern.compile("\\$\\{([^}]*)}").matcher(TEXT);
    while (variables.find()) {
      assertThat(variables.group(1)).contains(":-");
    }
  }

  @Test
  void configurationNamesTheContainers() {
    ConfigLoader loader =
        new ConfigLoader(
            Repository.file("deploy/compose/config"), Map.of("SOURCE_PASSWORD", "source_password"));
    SourceConfig source = loader.loadSource("shop");
    KafkaClusterConfig kafka = loader.loadKafkaCluster(source);
    DatabaseConnection connection = source.connection();

    assertThat(SERVICES).containsKey(connection.host());
    assertThat(connection.port()).isEqualTo(5432);
    assertThat(environment(connection.host()))
        .containsEntry("POSTGRES_DB", connection.database())
        .containsEntry("POSTGRES_USER", connection.username());
    assertThat(kafka.bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(String.valueOf(kafka.connect())).contains("worker=http://debezium:8083,");
    // The connector asks the worker for the variable that the configuration names.
    assertThat(environment("debezium")).containsKey("SOURCE_PASSWORD");
    assertThat(Repository.text("deploy/docker/connect-distributed.properties"))
        .contains("config.providers.env.param.allowlist.pattern=SOURCE_PASSWORD\n")
        .contains("bootstrap.servers=" + kafka.bootstrapServers() + "\n");
    assertThat(
            List.of("deploy/compose/spark-defaults.conf", "deploy/compose/trino/lake.properties"))
        .allSatisfy(
            file ->
                assertThat(Repository.text(file))
                    .contains("http://iceberg-rest:8181", "http://object-store:9000"));
  }
}
