package dev.firn.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.documents.FirnCommands;
import dev.firn.error.ExitCode;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What schemas do not say: commands, secrets, names that must fit each other. */
class KubernetesManifestsTest {

  private static final Path PLACE = Repository.file("deploy/kubernetes");

  private final FirnCommands commands = new FirnCommands();

  /** One object of a manifest. */
  private record Manifest(Path file, Map<String, Object> object) {

    String kind() {
      return String.valueOf(object.get("kind"));
    }

    String name() {
      return at(object, "metadata", "name").toString();
    }

    @Override
    public String toString() {
      return PLACE.relativize(file) + " " + kind();
    }
  }

  private static final List<Manifest> ALL = read();

  private static List<Manifest> read() {
    List<Manifest> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(PLACE)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList()) {
        for (Object object : new Yaml().loadAll(Files.readString(file))) {
          all.add(new Manifest(file, map(object)));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  static Stream<Manifest> manifests() {
    return ALL.stream();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object at(Object value, String... keys) {
    Object found = value;
    for (String key : keys) {
      found = map(found).get(key);
      if (found == null) {
        throw new AssertionError("Nothing at " + String.join(".", keys));
      }
    }
    return found;
  }

  /** Every map in it, itself too. */
  private static Stream<Map<String, Object>> within(Object value) {
    if (value instanceof Map<?, ?> map) {
      return Stream.concat(
          Stream.of(map(map)), map.values().stream().flatMap(KubernetesManifestsTest::within));
    }
    return value instanceof List<?> list
        ? list.stream().flatMap(KubernetesManifestsTest::within)
        : Stream.of();
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(Object::toString).toList();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void callsCommandsThatExist(Manifest manifest) {
    within(manifest.object())
        .forEach(
            each -> {
              if (each.get("args") instanceof List<?> args) {
                List<String> words = texts(args);
                assertThat(words.get(0)).isEqualTo("firn");
                assertThat(commands.problems(words.subList(1, words.size()))).isEmpty();
              }
              for (String key : List.of("arguments", "driverArgs")) {
                if (each.get(key) instanceof List<?> arguments) {
                  assertThat(
                          commands.problemsOfClass(
                              String.valueOf(each.get("mainClass")), texts(arguments)))
                      .isEmpty();
                }
              }
            });
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void namesSecretsAndHoldsNone(Manifest manifest) {
    assertThat(manifest.kind()).isNotEqualTo("Secret");
    within(manifest.object())
        .filter(each -> each.containsKey("name") && each.containsKey("value"))
        .forEach(
            variable ->
                assertThat(variable.get("name").toString())
                    .as("%s has a value", variable.get("name"))
                    .doesNotContainIgnoringCase("password")
                    .doesNotContainIgnoringCase("secret")
                    .doesNotContainIgnoringCase("access_key"));
    within(manifest.object())
        .flatMap(each -> each.entrySet().stream())
        .filter(entry -> entry.getKey().matches("(?i).*(password|secret.?key|access.?key).*"))
        .forEach(
            entry ->
                assertThat(entry.getValue().toString())
                    .as(entry.getKey())
                    .matches("firn-[a-z]+:[A-Z_]+|\\{name=firn-[a-z]+, key=[A-Z_]+}"));
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void takesConfigurationAndSecretsThatAreDescribed(Manifest manifest) {
    Set<String> maps =
        ALL.stream()
            .filter(each -> each.kind().equals("ConfigMap"))
            .map(Manifest::name)
            .collect(Collectors.toSet());
    within(manifest.object())
        .forEach(
            each -> {
              if (each.get("configMap") instanceof Map<?, ?> volume) {
                assertThat(maps).contains(String.valueOf(volume.get("name")));
              }
              if (each.get("secretKeyRef") instanceof Map<?, ?> secret) {
                assertThat(Repository.text("deploy/kubernetes/config.yaml"))
                    .as("how it is made")
                    .contains("generic " + secret.get("name") + " ")
                    .contains("--from-file=" + secret.get("key") + "=");
              }
            });
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void runsAsNobodySpecial(Manifest manifest) {
    within(manifest.object())
        .filter(each -> each.get("containers") instanceof List<?>)
        .forEach(
            pod -> {
              assertThat(map(Objects.requireNonNull(pod.get("securityContext"))))
                  .containsEntry("runAsNonRoot", true)
                  .containsEntry("runAsUser", 185);
              for (Object container : (List<?>) pod.get("containers")) {
                assertThat(map(at(container, "securityContext")))
                    .containsEntry("allowPrivilegeEscalation", false)
                    .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
              }
            });
  }

  @Test
  void configurationIsOneThatFirnTakes(@TempDir Path directory) throws IOException {
    Map<String, Object> data =
        map(
            Objects.requireNonNull(
                ALL.stream()
                    .filter(
                        each ->
                            each.kind().equals("ConfigMap") && each.name().equals("firn-config"))
                    .findFirst()
                    .orElseThrow()
                    .object()
                    .get("data")));
    for (Map.Entry<String, Object> file : data.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue().toString());
    }
    ConfigLoader loader =
        new ConfigLoader(directory, Map.of("POSTGRES_PASSWORD", "a", "ERP_PASSWORD", "b"));

    for (String source : List.of("shop", "erp")) {
      SourceConfig config = loader.loadSource(source);
      assertThat(loader.loadKafkaCluster(config).connect()).isNotNull();
    }
    assertThat(sourcesThatAreRun()).isSubsetOf("shop", "erp");
  }

  private static Set<String> sourcesThatAreRun() {
    Set<String> sources = new TreeSet<>();
    ALL.stream()
        .flatMap(manifest -> within(manifest.object()))
        .flatMap(each -> Stream.of("args", "arguments", "driverArgs").map(each::get))
        .filter(List.class::isInstance)
        .map(KubernetesManifestsTest::texts)
        .forEach(words -> sources.add(words.get(words.indexOf("--source") + 1)));
    return sources;
  }

  @ParameterizedTest
  @CsvSource({"load-job.yaml, false", "load-cronjob.yaml, false", "validate-cronjob.yaml, true"})
  void failsForGoodAfterCodesThatNeedAPerson(String file, boolean isValidation) {
    List<Integer> codes = new ArrayList<>();
    ALL.stream()
        .filter(each -> each.file().endsWith(file))
        .flatMap(each -> within(each.object()))
        .filter(each -> "FailJob".equals(each.get("action")))
        .forEach(
            rule ->
                ((List<?>) at(rule, "onExitCodes", "values"))
                    .forEach(code -> codes.add((Integer) code)));

    assertThat(codes)
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values())
                .filter(
                    code ->
                        switch (code) {
                          case OK, BUG, UNAVAILABLE -> false;
                          case PARTIAL -> isValidation;
                          case USAGE, CONFIG, FAILED, MISMATCH, DATA_GAP, LOCKED, DRIFT -> true;
                        })
                .map(ExitCode::code)
                .toList());
  }

  @Test
  void airflowGivesUpAfterTheSameCodes() {
    String jobs = Repository.text("deploy/airflow/dags/firn_jobs.py");

    assertThat(jobs).contains("\nPERMANENT = {2, 3, 6, 7, 8, 10}\n", "\nSKIPPED = {9}\n");
  }

  @Test
  void kustomizationHasWhatIsToBeApplied() {
    Map<String, Object> kustomization =
        new Yaml().load(Repository.text("deploy/kubernetes/kustomization.yaml"));

    assertThat(texts(Objects.requireNonNull(kustomization.get("resources"))))
        .allSatisfy(file -> assertThat(PLACE.resolve(file)).isRegularFile())
        .contains("stream.yaml", "service-account.yaml", "config.yaml")
        .doesNotContain("load-job.yaml");
  }
}
