package dev.firn.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.documents.FirnCommands;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrontabTest {

  private static final List<String> LINES =
      Repository.text("deploy/cron/crontab")
          .lines()
          .filter(line -> line.matches("[0-9*].*"))
          .toList();

  @TempDir Path directory;

  @Test
  void linesHaveFiveFieldsAndACommandThatExists() {
    FirnCommands commands = new FirnCommands();

    assertThat(LINES)
        .isNotEmpty()
        .allSatisfy(
            line -> {
              List<String> words = List.of(line.split(" +"));
              assertThat(words.subList(0, 5)).allMatch(field -> field.matches("[0-9*,/-]+"));
              assertThat(words.get(5)).isEqualTo("/opt/firn/cron/firn-cron");
              List<String> call = new ArrayList<>(List.of(words.get(7), "--source", words.get(6)));
              call.addAll(words.subList(8, words.size()));
              assertThat(commands.problems(call)).as(line).isEmpty();
              assertThat(line).as("a percent sign ends a command of cron").doesNotContain("%");
            });
  }

  /** A stream's tables are loaded once, and not by the clock. */
  @Test
  void loadsByTheClockOnlyRead() {
    assertThat(LINES)
        .filteredOn(line -> line.contains(" bulk-load "))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(" --no-capture"));
  }

  @Test
  void isSilentWhenAllIsWellAndKeepsWhatWasPrinted() throws Exception {
    Run run = run("echo \"$@ $FIRN_HOME $SECRET\"");

    assertThat(run.code()).isZero();
    assertThat(run.output()).isEmpty();
    assertThat(Files.readString(directory.resolve("home/logs/cron-validate-shop.log")))
        .isEqualTo("validate --source shop --hide-empty " + directory + "/home s3 cret\n");
  }

  @Test
  void printsCodeAndEndOfTheLogWhenAJobFails() throws Exception {
    Run run = run("for i in $(seq 100); do echo line $i; done; exit 7");

    assertThat(run.code()).isEqualTo(7);
    assertThat(run.output())
        .startsWith("firn validate --source shop --hide-empty ended with 7.")
        .endsWith("line 100\n")
        .doesNotContain("line 60\n");
  }

  private record Run(int code, String output) {}

  private Run run(String firn) throws IOException, InterruptedException {
    Path settings = Files.createDirectory(directory.resolve("settings"));
    Files.writeString(settings.resolve("shop.env"), "SECRET='s3 cret'\n");
    Path script = directory.resolve("firn");
    Files.writeString(script, "#!/bin/bash\n" + firn + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                Repository.file("deploy/cron/firn-cron").toString(),
                "shop",
                "validate",
                "--hide-empty")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "FIRN", script.toString(),
                "FIRN_HOME", directory.resolve("home").toString(),
                "FIRN_SETTINGS", settings.toString()));
    int code = builder.start().waitFor();
    return new Run(code, Files.readString(output));
  }
}
