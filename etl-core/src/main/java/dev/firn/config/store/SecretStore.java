package dev.firn.config.store;

import java.util.Optional;
import java.util.function.Consumer;

/** Keeps secrets for others, who ask for them by a reference. */
public interface SecretStore {

  /**
   * The secret; empty after it was said why there is none.
   *
   * @param reference as it stands in a placeholder
   * @param problems takes what whoever has written the reference can mend
   * @throws dev.firn.error.UnavailableException if the store refuses or cannot be reached
   */
  Optional<String> find(String reference, Consumer<String> problems);
}
