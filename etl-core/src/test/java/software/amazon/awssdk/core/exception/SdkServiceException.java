package software.amazon.awssdk.core.exception;

/** Stands for the class of this name, which is where the user's Spark has it and not here. */
public class SdkServiceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  public SdkServiceException(String message, int status) {
    super(message);
    this.status = status;
  }

  public int statusCode() {
    return status;
  }
}
