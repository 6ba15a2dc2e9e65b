package dev.firn.error;

/** More events could not be applied than the configuration tolerates. */
public final class DeadLetterLimitException extends FirnException {

  public DeadLetterLimitException(ErrorCode code, String message) {
    super(code, message, null);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.PARTIAL;
  }
}
