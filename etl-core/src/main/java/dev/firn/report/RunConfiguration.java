package dev.firn.report;

import dev.firn.config.ConfigLoader;
import dev.firn.config.file.EffectiveLine;
import dev.firn.error.FirnException;
import java.util.List;

/** What a page shows of the configuration. */
public final class RunConfiguration {

  private RunConfiguration() {}

  /**
   * Every value that applies to a source, without secrets. That they cannot be listed, because of
   * something that the run has no use for, does not keep it from its work.
   */
  public static List<EffectiveLine> of(ConfigLoader loader, String source) {
    try {
      return loader.listEffective(source);
    } catch (FirnException e) {
      return List.of(EffectiveLine.above(0, "", "# cannot be listed: " + e.getMessage()));
    }
  }
}
