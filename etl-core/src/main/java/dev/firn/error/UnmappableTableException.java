package dev.firn.error;

/** A table that cannot be carried without loss; the run goes on with the others. */
public final class UnmappableTableException extends FirnException {

  private static final long serialVersionUID = 1L;

  UnmappableTableException(ErrorCode code, String message) {
    super(code, message, null);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.PARTIAL;
  }
}
