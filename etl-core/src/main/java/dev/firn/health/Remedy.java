package dev.firn.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What mends a finding: steps in their order, each to be taken as it is printed. */
public record Remedy(List<Step> steps) {

  /** There is nothing to be done, or nobody knows what. */
  public static final Remedy NONE = new Remedy(List.of());

  /** Where a step is taken. */
  public enum Kind {

    /** A statement for the source's database, by somebody who may. */
    SQL,

    /** A statement for Spark SQL, by somebody who may alter the lake. */
    SPARK,

    /** A command for a shell. */
    RUN,

    /** Lines of a configuration file. */
    SET,

    /** What a person has to do. */
    DO;

    /** As people and programs read it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One thing to be done. */
  public record Step(Kind kind, String text) {}

  public Remedy {
    steps = List.copyOf(steps);
  }

  public static Remedy sql(String statement) {
    return NONE.thenSql(statement);
  }

  public static Remedy run(String command) {
    return NONE.thenRun(command);
  }

  public static Remedy set(String lines) {
    return NONE.then(Kind.SET, lines);
  }

  /** What is to be done in words, as a sentence without its end. */
  public static Remedy advice(String words) {
    return NONE.then(Kind.DO, words);
  }

  public Remedy thenSql(String statement) {
    return then(Kind.SQL, statement);
  }

  public Remedy thenSpark(String statement) {
    return then(Kind.SPARK, statement);
  }

  public Remedy thenRun(String command) {
    return then(Kind.RUN, command);
  }

  public Remedy thenAdvice(String words) {
    return then(Kind.DO, words);
  }

  private Remedy then(Kind kind, String text) {
    List<Step> more = new ArrayList<>(steps);
    more.add(new Step(kind, text));
    return new Remedy(more);
  }
}
