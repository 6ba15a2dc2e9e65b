package dev.firn.bulkload.load;

import dev.firn.error.Failures;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far one table of a group has come: what the last step has yielded, or why a step has failed,
 * which stops no other table.
 */
record Attempted<T>(@Nullable T result, @Nullable RuntimeException failure) {

  /** Takes the first step. */
  static <T> Attempted<T> at(Supplier<T> step) {
    try {
      return new Attempted<>(step.get(), null);
    } catch (Exception e) {
      return new Attempted<>(null, Failures.unchecked(e));
    }
  }

  /** Takes the next step, if none has failed. */
  <R> Attempted<R> then(Function<T, R> step) {
    return result == null ? new Attempted<>(null, failure) : at(() -> step.apply(result));
  }

  Optional<T> find() {
    return Optional.ofNullable(result);
  }

  /** The result; if there is none, what has stopped the table is thrown. */
  T orThrow() {
    if (result == null) {
      throw failure == null ? new IllegalStateException("A step has yielded nothing") : failure;
    }
    return result;
  }
}
