package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.config.LogFormat;
import dev.firn.error.TableLog;
import dev.firn.files.Directory;
import dev.firn.model.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  private static final Logger OURS = LogManager.getLogger("dev.firn.bulkload.Table");

  @TempDir Path directory;

  private final Level before = LogManager.getRootLogger().getLevel();

  /** Or whatever runs in the JVM afterwards tells all that Spark does. */
  @AfterEach
  void beQuietAgain() {
    Configurator.setRootLevel(before);
  }

  private static RunLabel load(String run) {
    return new RunLabel("bulk-load", "shop", run);
  }

  private LogFile begin(String run, LogFormat format) {
    Configurator.setRootLevel(Level.INFO);
    return Objects.requireNonNull(LogFile.begin(directory, load(run), format));
  }

  @Test
  void everyLineSaysRunSourceAndTable() throws Exception {
    LogFile file = begin("r1", LogFormat.TEXT);
    OURS.info("before");
    try (TableLog about = TableLog.of(new TableId("public", "orders"))) {
      OURS.info("Loaded 7 rows");
      try (TableLog inner = TableLog.of(new TableId("public", "a\nforged"))) {
        OURS.warn("odd");
      }
      OURS.info("still of it");
    }
    LogManager.getLogger("org.apache.spark.Noise").info("much");
    LogManager.getLogger("org.apache.spark.Trouble").warn("trouble");
    file.tell(Level.ERROR, "FIRN-2002 Cannot connect", null);
    file.close();
    OURS.info("after the run");

    List<String> lines = Files.readAllLines(directory.resolve("direct_load.log"));
    assertThat(lines)
        .allMatch(line -> line.contains(" run=r1 source=shop table="))
        .extracting(line -> line.substring(line.indexOf("table=")))
        .containsExactly(
            "table=- Table: before",
            "table=public.orders Table: Loaded 7 rows",
            "table=public.a\\nforged Table: odd",
            "table=public.orders Table: still of it",
            "table=- Trouble: trouble",
            "table=- Run: FIRN-2002 Cannot connect");
  }

  @Test
  void runsAppendAndAFileThatBecameLongIsPutAway() throws Exception {
    begin("r1", LogFormat.TEXT).close();
    LogFile file =
        Objects.requireNonNull(LogFile.begin(directory, load("r2"), LogFormat.TEXT, "10KB"));
    Configurator.setRootLevel(Level.INFO);
    for (int i = 0; i < 300; i++) {
      OURS.info("line {} of many that are as long as this one is", i);
    }
    file.close();

    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.sorted().toList();
      assertThat(all).hasSizeGreaterThan(2);
      assertThat(all)
          .extracting(path -> path.getFileName().toString())
          .allMatch(name -> name.matches("direct_load(-\\d{4}-\\d\\d-\\d\\d-\\d+)?\\.log"));
      long lines = 0;
      for (Path path : all) {
        lines += Files.readAllLines(path).size();
      }
      assertThat(lines).as("none is lost").isEqualTo(300);
    }
  }

  @Test
  void isJsonOnRequest() throws Exception {
    LogFile file = begin("r1", LogFormat.JSON);
    try (TableLog about = TableLog.of(new TableId("public", "orders"))) {
      OURS.warn("has \"quotes\"\nand lines", new IllegalStateException("why"));
    }
    OURS.info("of no table");
    file.close();

    List<String> lines = Files.readAllLines(directory.resolve("direct_load.log"));
    assertThat(lines).hasSize(2);
    JsonNode event = new ObjectMapper().readTree(lines.get(0));
    assertThat(event.get("level").asText()).isEqualTo("WARN");
    assertThat(event.get("run_id").asText()).isEqualTo("r1");
    assertThat(event.get("source").asText()).isEqualTo("shop");
    assertThat(event.get("table").asText()).isEqualTo("public.orders");
    assertThat(event.get("message").asText()).isEqualTo("has \"quotes\"\nand lines");
    assertThat(event.get("error").asText()).startsWith("java.lang.IllegalStateException: why");
    assertThat(event.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*(Z|[+-]\\d\\d:\\d\\d)");
    assertThat(new ObjectMapper().readTree(lines.get(1)).path("table").isTextual()).isFalse();
  }

  @Test
  void aDirectoryThatTakesNoFileEndsNoRun() throws Exception {
    Files.writeString(directory.resolve("logs"), "a file");
    Directory home = Directory.at(directory);
    RunLogs logs = RunLogs.begin(home, home.below("runs"), load("r1"), LogFormat.TEXT);
    logs.ended(0);
    logs.close();
    assertThat(directory.resolve("logs")).hasContent("a file");
  }

  @Test
  void eachCommandHasTheFileThatPeopleKnow() {
    assertThat(load("r").logName()).isEqualTo("direct_load");
    assertThat(new RunLabel("cdc", "shop", "r").logName()).isEqualTo("cdc_consumer");
    assertThat(new RunLabel("validate", "shop", "r").logName()).isEqualTo("validate");
  }
}
