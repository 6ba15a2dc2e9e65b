package dev.firn.error;

/** A number that the size chosen for its column does not hold; another size or text does. */
public final class UnfitNumberException extends FirnException {

  private static final long serialVersionUID = 1L;

  UnfitNumberException(ErrorCode code, String message) {
    super(code, message, null);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.PARTIAL;
  }
}
