package dev.firn.health;

import dev.firn.error.ExitCode;

/**
 * Something that was found, and what mends it.
 *
 * @param probe what has found it
 * @param code with which a command ends of which this is the worst finding
 * @param evidence what was seen, as a sentence without its end
 */
public record Finding(
    String probe, Severity severity, ExitCode code, String evidence, Remedy remedy) {

  /** Something that does not work. */
  public static Finding error(String probe, String evidence, Remedy remedy) {
    return error(probe, ExitCode.UNAVAILABLE, evidence, remedy);
  }

  /** Something that does not work, of a kind that has a code of its own. */
  public static Finding error(String probe, ExitCode code, String evidence, Remedy remedy) {
    return new Finding(probe, Severity.ERROR, code, evidence, remedy);
  }

  /** Something that works today. */
  public static Finding warning(String probe, String evidence, Remedy remedy) {
    return new Finding(probe, Severity.WARNING, ExitCode.OK, evidence, remedy);
  }

  /** Something worth knowing. */
  public static Finding info(String probe, String evidence) {
    return info(probe, evidence, Remedy.NONE);
  }

  /** Something worth knowing, and what one does about it if one likes. */
  public static Finding info(String probe, String evidence, Remedy remedy) {
    return new Finding(probe, Severity.INFO, ExitCode.OK, evidence, remedy);
  }
}
