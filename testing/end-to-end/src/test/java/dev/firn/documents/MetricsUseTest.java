package dev.firn.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.metrics.Metric;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Alerts and dashboards ask for metrics and labels that there are, and runbooks are written. */
class MetricsUseTest {

  private static final Path RULES = Repository.file("deploy/prometheus/firn-alerts.yaml");
  private static final Path DASHBOARDS = Repository.file("deploy/grafana/dashboards");

  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:firn|node|process)_\\w+|up)\\b(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

  /** What Prometheus gives to every series, beside what Firn does. */
  private static final Set<String> ALWAYS = Set.of("command", "source", "job", "instance");

  /** By the names that their series have. */
  private static final Map<String, Metric> SERIES = new HashMap<>();

  static {
    for (Metric metric : Metric.values()) {
      if (metric.kind() == Metric.Kind.SUMMARY) {
        SERIES.put(metric.id() + "_sum", metric);
        SERIES.put(metric.id() + "_count", metric);
      } else {
        SERIES.put(metric.id(), metric);
      }
    }
  }

  /** An expression, and where it stands. */
  private record Expression(String place, String text) {
    @Override
    public String toString() {
      return place;
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> of, String key) {
    return (List<Map<String, Object>>) Objects.requireNonNull(of.get(key));
  }

  private static Map<?, ?> map(Map<String, Object> of, String key) {
    return (Map<?, ?>) Objects.requireNonNull(of.get(key));
  }

  private static List<Map<String, Object>> alerts() throws IOException {
    Map<String, Object> file = new Yaml().load(Files.readString(RULES));
    return list(file, "groups").stream().flatMap(group -> list(group, "rules").stream()).toList();
  }

  private static Map<String, JsonNode> dashboards() throws IOException {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.sorted().toList()) {
        all.put(file.getFileName().toString(), new ObjectMapper().readTree(Files.readString(file)));
      }
    }
    return all;
  }

  static List<Expression> expressions() throws IOException {
    List<Expression> all = new ArrayList<>();
    alerts()
        .forEach(
            alert ->
                all.add(
                    new Expression(
                        String.valueOf(alert.get("alert")), String.valueOf(alert.get("expr")))));
    dashboards()
        .forEach(
            (file, dashboard) -> {
              for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                  all.add(
                      new Expression(
                          file + ": " + panel.path("title").asText(),
                          target.path("expr").asText()));
                }
              }
              for (JsonNode variable : dashboard.at("/templating/list")) {
                if (variable.path("type").asText().equals("query")) {
                  all.add(
                      new Expression(
                          file + ": $" + variable.path("name").asText(),
                          variable.path("definition").asText()));
                }
              }
            });
    return all;
  }

  /** What is wrong with an expression. */
  private static List<String> problems(String expression) {
    List<String> problems = new ArrayList<>();
    Set<String> known = new HashSet<>(ALWAYS);
    Matcher selectors = SELECTOR.matcher(expression);
    while (selectors.find()) {
      String name = selectors.group(1);
      Metric metric = SERIES.get(name);
      if (metric == null && name.startsWith("firn_")) {
        problems.add("there is no " + name);
        continue;
      }
      Set<String> labels = new HashSet<>(ALWAYS);
      if (metric != null) {
        labels.addAll(metric.labels());
      }
      known.addAll(labels);
      String matchers = selectors.group(2) == null ? "" : selectors.group(2);
      for (MatchResult matcher : MATCHER.matcher(matchers).results().toList()) {
        if (!labels.contains(matcher.group(1))) {
          problems.add(name + " has no label " + matcher.group(1));
        }
        problems.addAll(unsaid(metric, matcher));
      }
    }
    for (MatchResult grouping : GROUPING.matcher(expression).results().toList()) {
      for (String label : grouping.group(1).split(",", 0)) {
        if (!known.contains(label.strip())) {
          problems.add("nothing there has a label " + label.strip());
        }
      }
    }
    return problems;
  }

  /** Values of labels that the help does not name are none. */
  private static List<String> unsaid(@Nullable Metric metric, MatchResult matcher) {
    boolean isNamed = matcher.group(1).matches("status|result|reason|verdict|op|stage");
    List<String> problems = new ArrayList<>();
    for (String value : matcher.group(3).split("\\|", 0)) {
      if (isNamed && metric != null && !metric.help().contains(value)) {
        problems.add(metric.id() + " never says " + matcher.group(1) + "=" + value);
      }
      if (matcher.group(1).equals("command")
          && !Set.of("cdc", "bulk-load", "validate").contains(value)) {
        problems.add("there is no command " + value);
      }
    }
    return problems;
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void asksForWhatThereIs(Expression expression) {
    assertThat(problems(expression.text())).as(expression.text()).isEmpty();
  }

  @Test
  void whatThereIsNotIsFound() {
    assertThat(problems("rate(firn_cdc_event_total[5m])"))
        .containsExactly("there is no firn_cdc_event_total");
    assertThat(problems("firn_cdc_batch_duration_seconds > 1"))
        .containsExactly("there is no firn_cdc_batch_duration_seconds");
    assertThat(problems("sum by (tabel) (firn_cdc_tables{state=\"followed\", status=\"bad\"})"))
        .containsExactly(
            "firn_cdc_tables has no label state",
            "firn_cdc_tables never says status=bad",
            "nothing there has a label tabel");
  }

  @Test
  void everyAlertHasARunbookASeverityAndASummary() throws IOException {
    Set<String> anchors = Document.read(Repository.file("docs/operations.md")).anchors();
    Set<String> names = new TreeSet<>();
    for (Map<String, Object> alert : alerts()) {
      String name = String.valueOf(alert.get("alert"));
      assertThat(names.add(name)).as("%s is there once", name).isTrue();
      Map<?, ?> annotations = map(alert, "annotations");
      assertThat(annotations.get("runbook_url"))
          .as(name)
          .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(anchors).contains(name.toLowerCase(Locale.ROOT));
      assertThat(String.valueOf(annotations.get("summary"))).as(name).contains("{{ $labels.");
      assertThat(map(alert, "labels").get("severity")).as(name).isIn("critical", "warning");
    }
    assertThat(names).hasSizeGreaterThan(10);
  }

  @Test
  void everyRunbookHasItsAlert() throws IOException {
    Set<String> names = new TreeSet<>();
    alerts().forEach(alert -> names.add(String.valueOf(alert.get("alert"))));
    assertThat(
            Repository.text("docs/operations.md")
                .lines()
                .filter(line -> line.startsWith("### Firn"))
                .map(line -> line.substring("### ".length())))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void panelsDoNotOverlapAndAskAQuestion() throws IOException {
    dashboards()
        .forEach(
            (file, dashboard) -> {
              Set<String> taken = new HashSet<>();
              for (JsonNode panel : dashboard.path("panels")) {
                String title = panel.path("title").asText();
                assertThat(title).as(file).endsWith("?");
                JsonNode place = panel.path("gridPos");
                int right = place.path("x").asInt() + place.path("w").asInt();
                assertThat(right).as("%s: %s", file, title).isLessThanOrEqualTo(24);
                for (int x = place.path("x").asInt(); x < right; x++) {
                  int below = place.path("y").asInt() + place.path("h").asInt();
                  for (int y = place.path("y").asInt(); y < below; y++) {
                    assertThat(taken.add(x + " " + y)).as("%s: %s", file, title).isTrue();
                  }
                }
              }
              assertThat(dashboard.path("uid").asText() + ".json").isEqualTo(file);
            });
  }

  /** The port that probes and Prometheus ask is where the stream answers. */
  @Test
  void everyPlaceAgreesOnThePort() {
    for (String file :
        List.of(
            "deploy/kubernetes/stream.yaml",
            "deploy/kubernetes/spark-operator/stream.yaml",
            "deploy/kubernetes/apache-operator/stream.yaml")) {
      assertThat(Repository.text(file))
          .as(file)
          .contains(
              "\"--metrics-listen\", \"0.0.0.0:9464\"",
              "containerPort: 9464",
              "path: /health",
              "path: /ready");
    }
    assertThat(Repository.text("deploy/prometheus/prometheus.yaml"))
        .contains("job_name: firn-cdc", "\"firn-cdc:9464\"");
    assertThat(Repository.text("scripts/run-consumer.sh"))
        .contains("--name firn-cdc", "--metrics-listen 0.0.0.0:9464");
  }
}
