package dev.firn.error;

/** A value that the lake's type has no place for; the run goes on with the other tables. */
public final class UnfitValueException extends FirnException {

  private static final long serialVersionUID = 1L;

  UnfitValueException(ErrorCode code, String message) {
    super(code, message, null);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.PARTIAL;
  }
}
