package dev.firn.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.Repository;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands and options that documents name exist. */
class CommandsTest {

  /** Not where it is a user or a namespace, as in {@code -n firn}. */
  private static final Pattern COMMANDS = Pattern.compile("&&|\\||;");

  private static final Pattern FIRN =
      Pattern.compile(
          "(?:^|[\\s(])(?<!-[a-z] )(?:(?:\\S*/)?(?:scripts|bin)/)?firn ((?![^ ]*[=:])[a-z-]+\\b.*)");

  private static final Pattern SCRIPT =
      Pattern.compile("(?:^|[\\s(])scripts/([\\w./-]+)( [a-z-]+)?");
  private static final Pattern SUBMITTED =
      Pattern.compile("spark-submit .*--class (dev\\.firn\\.[\\w.]+) \\S+\\.jar(.*)");

  private final FirnCommands commands = new FirnCommands();

  static Stream<Document> documents() {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void exist(Document document) {
    assertThat(document.commands().stream().flatMap(command -> problems(command).stream()))
        .isEmpty();
  }

  @Test
  void areKnownWithTheirOptions() {
    assertThat(commands.options().keySet())
        .containsExactly(
            "bulk-load",
            "cdc",
            "config",
            "demo",
            "discover",
            "dlq",
            "doctor",
            "help",
            "sql",
            "status",
            "validate",
            "warm-up");
    assertThat(commands.options().get("config")).contains("--origin", "--source", "--profile");
    assertThat(commands.options().get("bulk-load"))
        .contains(
            "--source", "--config", "--dry-run", "--fresh-start", "-h", "--verbose", "--spark-conf")
        .doesNotContain("--batch-size");
    assertThat(commands.classes()).contains("dev.firn.cdc.CdcConsumerCommand");
  }

  @Test
  void areFaultyIfThereAreNone() {
    assertThat(problems("scripts/firn bulk-load --source shop --tabels orders"))
        .containsExactly("\"bulk-load\" has no option --tabels");
    assertThat(problems("FIRN_MASTER=local[2] firn stream --source shop"))
        .containsExactly("there is no command \"stream\"");
    assertThat(problems("scripts/check no-such-check --rows 5"))
        .containsExactly("there is no check \"no-such-check\"");
    assertThat(problems("scripts/none.sh")).containsExactly("there is no scripts/none.sh");
    assertThat(
            problems(
                "spark-submit --class dev.firn.validate.ValidateCommand local:///x.jar --levle rows"))
        .containsExactly("\"validate\" has no option --levle");
    assertThat(problems("firn cdc --source shop --until-idle 20s # --not-one")).isEmpty();
  }

  private List<String> problems(String line) {
    List<String> problems = new ArrayList<>();
    for (String command : COMMANDS.split(line.replaceAll("(^|\\s)#\\s.*", ""), 0)) {
      Matcher firn = FIRN.matcher(command);
      if (firn.find()) {
        List<String> words = List.of(firn.group(1).strip().split("\\s+"));
        problems.addAll(commands.problems(words));
      }
      Matcher script = SCRIPT.matcher(command);
      while (script.find()) {
        problems.addAll(problemsOfScript(script.group(1), script.group(2)));
      }
      Matcher submitted = SUBMITTED.matcher(command);
      if (submitted.find()) {
        problems.addAll(
            commands.problemsOfClass(
                submitted.group(1), List.of(submitted.group(2).strip().split("\\s+"))));
      }
    }
    return problems;
  }

  private static List<String> problemsOfScript(String name, String argument) {
    if (!Files.exists(Repository.file("scripts/" + name))) {
      return List.of("there is no scripts/" + name);
    }
    boolean isCheck = name.equals("check");
    if (argument == null || !(isCheck || name.equals("bench"))) {
      return List.of();
    }
    String program = argument.strip();
    return program.equals("list")
            || programs(isCheck ? "check/Checks" : "benchmark/Benchmarks").contains(program)
        ? List.of()
        : List.of("there is no " + (isCheck ? "check" : "benchmark") + " \"" + program + "\"");
  }

  private static Set<String> programs(String table) {
    return Pattern.compile("ALL\\.put\\(\\s*\"([a-z0-9-]+)\"")
        .matcher(Repository.text("testing/end-to-end/src/main/java/dev/firn/" + table + ".java"))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }
}
