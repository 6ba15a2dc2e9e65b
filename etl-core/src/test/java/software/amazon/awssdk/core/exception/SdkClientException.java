package software.amazon.awssdk.core.exception;

/** Stands for the class of this name, which is where the user's Spark has it and not here. */
public class SdkClientException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SdkClientException(String message) {
    super(message);
  }
}
