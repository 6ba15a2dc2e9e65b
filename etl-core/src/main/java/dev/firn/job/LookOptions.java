package dev.firn.job;

import dev.firn.config.ConfigLoader;
import dev.firn.files.Directory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that only look, at one source or at all. */
public final class LookOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Only this source; may be repeated. By default all of sources.yaml.")
  private List<String> sources = List.of();

  @Option(names = "--json", description = "Print JSON instead of lines.")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long a part may take to answer, by default 10.")
  private int patienceSeconds = 10;

  @Mixin private ConfigOptions config = new ConfigOptions();

  /** Those that are looked at, each once. */
  public List<String> sources(ConfigLoader loader) {
    return (sources.isEmpty() ? loader.sourceNames() : sources).stream().distinct().toList();
  }

  public boolean isJson() {
    return json;
  }

  /**
   * How long is waited for a part.
   *
   * @throws ParameterException if the call says no time
   */
  public Duration patience() {
    return seconds("--wait", patienceSeconds);
  }

  /**
   * A time that an option of the command says.
   *
   * @throws ParameterException if it is none
   */
  public Duration seconds(String option, int seconds) {
    if (seconds < 1) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          option + " expects seconds, at least 1, got " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }

  /** Where runs leave what must survive them. */
  public Directory home() {
    return config.home();
  }

  public ConfigLoader loader() {
    return config.loader();
  }
}
