package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.LogFormat;
import dev.firn.files.Directory;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {

  private static final RunLabel RUN = new RunLabel("cdc", "shop", "r1");

  @TempDir Path directory;

  private final Level before = LogManager.getRootLogger().getLevel();

  /** Or whatever runs in the JVM afterwards tells all that Spark does. */
  @AfterEach
  void beQuietAgain() {
    Configurator.setRootLevel(before);
  }

  @Test
  void keepsWhatOursSayAndWhatOthersWarnOf() throws Exception {
    Configurator.setRootLevel(Level.INFO);
    LogManager.getLogger("dev.firn.Before").info("before the run");
    RunLog log = RunLog.begin(Directory.at(directory), RUN, LogFormat.TEXT).orElseThrow();
    LogManager.getLogger("dev.firn.cdc.Stream").info("applied ö");
    LogManager.getLogger("org.apache.spark.Noise").info("much");
    LogManager.getLogger("org.apache.spark.Trouble").warn("trouble", new Exception("why"));
    log.close();
    LogManager.getLogger("dev.firn.After").warn("after the run");
    assertThat(directory.resolve("log-1.txt"))
        .content()
        .containsPattern("\\d\\d:\\d\\d\\S+ INFO  run=r1 source=shop table=- Stream: applied ö\n")
        .contains("WARN  run=r1 source=shop table=- Trouble: trouble\njava.lang.Exception: why")
        .doesNotContain("much", "before the run", "after the run");
  }
}
