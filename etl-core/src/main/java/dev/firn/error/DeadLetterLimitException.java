package dev.firn.error;

/** More events could not be applied than the configuration tolerates. */
public final class DeadLetterLimitException extends FirnException {

  public DeadLetterLimitException(String message) {
    super(message, null);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.PARTIAL;
  }
}
