package dev.firn.error;

/**
 * How a process ends, as a number that schedulers can branch on.
 *
 * <p>All codes stay below 20, which {@code preflight} of scripts/firn relies on; Spark and shells
 * have codes of their own from 50 on.
 */
public enum ExitCode {
  OK(0, "done; also a graceful stop, also nothing to do"),
  BUG(1, "unexpected error, a bug of ours"),
  USAGE(2, "wrong command line, or not confirmed"),
  CONFIG(3, "invalid configuration"),
  UNAVAILABLE(4, "a needed system refused or cannot be reached"),
  PARTIAL(5, "some tables failed, the others are done"),
  FAILED(6, "all tables failed"),
  MISMATCH(7, "source and lake differ"),
  DATA_GAP(8, "events or rows are gone at the source; the reload is named"),
  LOCKED(9, "another run holds the source, or a newer one has taken over"),
  DRIFT(10, "a schema change was refused by policy");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** One line for help texts, lower case, without a full stop. */
  public String meaning() {
    return meaning;
  }
}
