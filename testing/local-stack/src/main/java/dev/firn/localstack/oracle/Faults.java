package dev.firn.localstack.oracle;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Failures of the server that a test asks for, and what happens there meanwhile. */
public final class Faults {

  /** Where it happens. */
  public enum Step {
    /** Somebody logs in. */
    LOGIN,
    /** A statement is sent. */
    QUERY,
    /** A row is fetched. */
    ROW
  }

  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  /** What happens. */
  private interface Event {
    void happen() throws SQLException;
  }

  /** What is still to come. */
  private record Rule(
      Step step, String part, AtomicInteger before, AtomicInteger times, Event event) {}

  /**
   * Has the server fail.
   *
   * @param part of the statements that are meant; empty for all
   * @param nth at the n-th time, from 1
   * @param times so often, from then on
   * @param code of Oracle
   */
  public void fail(Step step, String part, int nth, int times, int code) {
    fail(step, part, nth, times, OraFailures.of(code));
  }

  /** The same, as a parallel server reports it. */
  public void failReported(Step step, String part, int nth, int times, int code) {
    fail(step, part, nth, times, OraFailures.reported(code));
  }

  void fail(Step step, String part, int nth, int times, SQLException failure) {
    Event event =
        () -> {
          throw failure;
        };
    rules.add(new Rule(step, part, new AtomicInteger(nth), new AtomicInteger(times), event));
  }

  /** Has somebody else do something just before the server answers, the n-th time. */
  public void meanwhile(Step step, String part, int nth, Runnable work) {
    rules.add(new Rule(step, part, new AtomicInteger(nth), new AtomicInteger(1), work::run));
  }

  /** How many of those that were asked for have not come. */
  public int left() {
    return rules.stream().mapToInt(rule -> Math.max(0, rule.times().get())).sum();
  }

  public void clear() {
    rules.clear();
  }

  void reached(Step step, String sql) throws SQLException {
    for (Rule rule : rules) {
      if (rule.step() == step
          && sql.contains(rule.part())
          && rule.before().decrementAndGet() <= 0
          && rule.times().getAndDecrement() > 0) {
        rule.event().happen();
      }
    }
  }
}
