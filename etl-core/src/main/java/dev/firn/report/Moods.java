package dev.firn.report;

import dev.firn.error.ExitCode;
import dev.firn.overview.LastVerdict;
import dev.firn.page.Mood;
import dev.firn.status.Condition;

/** How words of runs and tables are meant. */
public final class Moods {

  private Moods() {}

  public static Mood of(ExitCode code) {
    return switch (code) {
      case OK -> Mood.GOOD;
      case PARTIAL, LOCKED -> Mood.NOTE;
      default -> Mood.BAD;
    };
  }

  public static Mood of(Condition condition) {
    if (condition.isTrouble()) {
      return Mood.BAD;
    } else if (condition.isPartial() || condition == Condition.LOADING) {
      return Mood.NOTE;
    }
    return condition == Condition.FOLLOWED || condition == Condition.LOADED
        ? Mood.GOOD
        : Mood.FAINT;
  }

  public static Mood of(LastVerdict verdict) {
    if (verdict.isMismatch()) {
      return Mood.BAD;
    }
    return verdict.verdict().equals("equal") ? Mood.GOOD : Mood.NOTE;
  }
}
