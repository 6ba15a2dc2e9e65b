package dev.firn.health;

import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import java.util.ArrayList;
import java.util.List;

/** Runs probes, none of which keeps another one from its work. */
public final class Probes {

  private Probes() {}

  /** All that they have found, in their order; that one has failed is a finding. */
  public static <S> List<Finding> look(List<? extends Probe<S>> probes, S subject) {
    List<Finding> found = new ArrayList<>();
    for (Probe<S> probe : probes) {
      try {
        found.addAll(probe.look(subject));
      } catch (Exception e) {
        found.add(
            Finding.warning(
                probe.name(),
                "it could not be looked at: " + why(e),
                Remedy.advice("give the user of Firn the right to look")));
      }
    }
    return found;
  }

  /** Why something failed, as an operator reads it. */
  public static String why(Throwable failure) {
    return Failures.operatorError(failure)
        .map(FirnException::getMessage)
        .orElseGet(failure::toString)
        .strip();
  }
}
