package dev.firn.error;

/** An operator was asked, and did not say yes. */
public final class NotConfirmedException extends FirnException {

  public NotConfirmedException(ErrorCode code, String message) {
    super(code, message, null);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.USAGE;
  }
}
