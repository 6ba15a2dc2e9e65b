package dev.firn.config.binding;

import dev.firn.error.Secrets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text that must not be seen: it prints as asterisks and equals nothing but itself.
 *
 * <p>Deliberately not serializable, so that it stays on the driver.
 */
public final class Secret {

  private final String text;
  private final @Nullable String variable;

  private Secret(String text, @Nullable String variable) {
    this.text = text;
    this.variable = variable;
  }

  public static Secret of(String text) {
    Secrets.hide(text);
    return new Secret(text, null);
  }

  /** The same secret, knowing the environment variable that it was read from. */
  Secret from(String environmentVariable) {
    return new Secret(text, environmentVariable);
  }

  /** The environment variable that holds the secret, if it is one as a whole. */
  public Optional<String> findVariable() {
    return Optional.ofNullable(variable);
  }

  /** The text itself, for the one call that needs it. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return Secrets.HIDDEN;
  }
}
