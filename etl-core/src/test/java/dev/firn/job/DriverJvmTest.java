package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ConfigException;
import dev.firn.error.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.Buffer;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class DriverJvmTest {

  /** A command whose class needs a jar that is not there. */
  @Command(name = "needy")
  private static final class Needy implements JobCommand {
    @Override
    public Callable<ExitCode> prepare() {
      throw new NoClassDefFoundError("org/postgresql/PGProperty");
    }
  }

  @Test
  void namesTheOptionWithoutWhichArrowHasNoMemory() {
    Module closed = java.sql.Driver.class.getModule();
    Module open = Buffer.class.getModule();

    assertThatThrownBy(() -> DriverJvm.requireArrow(closed))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "spark.driver.extraJavaOptions=--add-opens=java.base/java.nio=ALL-UNNAMED");
    assertThatCode(() -> DriverJvm.requireArrow(open)).doesNotThrowAnyException();
  }

  @Test
  void aMissingJarIsOneSentenceWithTheOptionsThatBringIt() {
    assertThat(JobMain.execute(new Needy())).isEqualTo(ExitCode.CONFIG.code());

    StringWriter text = new StringWriter();
    Throwable failure =
        new IllegalStateException(
            new ClassNotFoundException("org.apache.iceberg.spark.SparkCatalog"));
    assertThat(JobMain.report(failure, false, new PrintWriter(text, true)))
        .isEqualTo(ExitCode.CONFIG);
    assertThat(text.toString())
        .startsWith(
            "FIRN-1013 Cannot run Firn: class org.apache.iceberg.spark.SparkCatalog is not on the class path.")
        .contains("--jars \"$(echo /path/to/firn/lib/*.jar | tr ' ' ',')\"")
        .hasLineCount(1);
  }

  @Test
  void aClassOfOursThatIsMissingIsABug() {
    StringWriter text = new StringWriter();
    Throwable failure = new NoClassDefFoundError("dev/firn/model/TableId");

    assertThat(JobMain.report(failure, false, new PrintWriter(text, true))).isEqualTo(ExitCode.BUG);
    failure = new NoClassDefFoundError("Could not initialize class org.apache.arrow.MemoryUtil");
    assertThat(JobMain.report(failure, false, new PrintWriter(text, true))).isEqualTo(ExitCode.BUG);
  }
}
