package dev.firn.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is laid over the configuration files for one run.
 *
 * @param profile whose files are laid over the others; null for what the environment says, if
 *     anything
 * @param settings KEY=VALUE, of keys of the source that is asked for
 */
public record Overrides(@Nullable String profile, List<String> settings) {

  public static final Overrides NONE = new Overrides(null, List.of());

  public Overrides {
    settings = List.copyOf(settings);
  }
}
