package dev.firn.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Manifests of the operators have no field that their operators do not know. */
class OperatorManifestsTest {

  private static final String FIELDS = "testing/end-to-end/src/test/resources/operators/";

  static Stream<Path> manifests() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String operator : List.of("spark-operator", "apache-operator")) {
      try (Stream<Path> files = Files.list(Repository.file("deploy/kubernetes/" + operator))) {
        files.sorted().forEach(found::add);
      }
    }
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void haveOnlyFieldsThatAreDefined(Path file) throws IOException {
    assertThat(unknown(Files.readString(file))).isEmpty();
  }

  @Test
  void areWrongWithAFieldOrValueThatIsNot() {
    assertThat(
            unknown(
                """
                apiVersion: spark.apache.org/v1
                kind: SparkApplication
                spec:
                  mainClas: X
                  driverArgs: one
                  applicationTolerations:
                    restartConfig:
                      restartPolicy: Sometimes
                      maxRestartAttempts: "3"
                """))
        .containsExactlyInAnyOrder(
            "mainClas is not defined",
            "driverArgs is no array: one",
            "applicationTolerations.restartConfig.restartPolicy is no"
                + " Always|Never|OnFailure|OnInfrastructureFailure: Sometimes",
            "applicationTolerations.restartConfig.maxRestartAttempts is no integer: 3");
  }

  private static List<String> unknown(String manifest) {
    Map<String, Object> object = new Yaml().load(manifest);
    String group = String.valueOf(object.get("apiVersion")).replace('/', '_') + "_";
    List<String> problems = new ArrayList<>();
    check(
        "",
        Objects.requireNonNull(object.get("spec")),
        fields(group + object.get("kind")),
        group,
        problems);
    return problems;
  }

  private static Map<String, String> fields(String definition) {
    Map<String, String> fields = new HashMap<>();
    try (Stream<String> lines = Files.lines(Repository.file(FIELDS + definition))) {
      lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .forEach(field -> fields.put(field[0], field[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fields;
  }

  private static void check(
      String prefix,
      Object value,
      Map<String, String> fields,
      String group,
      List<String> problems) {
    ((Map<?, ?>) value)
        .forEach(
            (key, inner) -> {
              String path = prefix + key;
              String type = fields.get(path);
              if (type == null) {
                problems.add(path + " is not defined");
              } else if (type.equals("SparkApplication")) {
                check("", inner, fields(group + type), group, problems);
              } else if (!fits(type, inner)) {
                problems.add(path + " is no " + type + ": " + inner);
              } else if (type.equals("object")
                  && fields.keySet().stream().anyMatch(field -> field.startsWith(path + "."))) {
                check(path + ".", inner, fields, group, problems);
              }
            });
  }

  private static boolean fits(String type, Object value) {
    return switch (type) {
      case "any" -> true;
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "integer" -> value instanceof Integer;
      case "boolean" -> value instanceof Boolean;
      case "string" -> value instanceof String;
      default -> List.of(type.split("\\|", -1)).contains(value);
    };
  }
}
