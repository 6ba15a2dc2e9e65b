package dev.firn.health;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a part has answered.
 *
 * @param facts null if it has not, or is not asked
 * @param trouble why it has not answered; empty if it has, or is not asked
 */
public record Answer<T>(@Nullable T facts, String trouble) {

  public static <T> Answer<T> of(T facts) {
    return new Answer<>(facts, "");
  }

  public static <T> Answer<T> failed(String why) {
    return new Answer<>(null, why);
  }

  /** Of a part that nobody has named. */
  public static <T> Answer<T> notAsked() {
    return new Answer<>(null, "");
  }

  public Optional<T> find() {
    return Optional.ofNullable(facts);
  }
}
