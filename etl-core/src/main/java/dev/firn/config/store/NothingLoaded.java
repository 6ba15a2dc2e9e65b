package dev.firn.config.store;

import io.github.jopenlibs.vault.EnvironmentLoader;
import org.jspecify.annotations.Nullable;

/** Keeps the client from reading an environment of its own. */
final class NothingLoaded extends EnvironmentLoader {

  private static final long serialVersionUID = 1;

  @Override
  public @Nullable String loadVariable(String name) {
    return null;
  }
}
