package dev.firn.bulkload.plan;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A question that is asked at most once, and only if somebody needs the answer. */
final class Once<T> {

  private final Supplier<T> question;
  private @Nullable T answer;

  Once(Supplier<T> question) {
    this.question = question;
  }

  T answer() {
    T known = answer == null ? question.get() : answer;
    answer = known;
    return known;
  }
}
