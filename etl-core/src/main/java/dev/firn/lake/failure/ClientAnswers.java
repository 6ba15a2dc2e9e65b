package dev.firn.lake.failure;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

/**
 * What failures of the clients of object stores and catalogs say of what was asked. Which of these
 * clients are there is the user's choice, so they are known by the names of their classes only; a
 * bundle may have put its own package before them.
 */
final class ClientAnswers {

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_OF_SERVER = 500;

  /** What a failure says of itself. */
  enum Answer {
    /** Nobody has answered, or who has is busy or broken. */
    OUTAGE,
    /** It is not there, or not allowed. */
    REFUSAL
  }

  /**
   * Failures of a client.
   *
   * @param type the name of their class, or of one that it extends
   * @param status the methods that lead to the status of the answer, if there can be one
   */
  private record Client(String type, String... status) {}

  private static final List<Client> CLIENTS =
      List.of(
          new Client("software.amazon.awssdk.core.exception.SdkServiceException", "statusCode"),
          new Client("software.amazon.awssdk.core.exception.SdkClientException"),
          new Client("com.amazonaws.AmazonServiceException", "getStatusCode"),
          new Client("com.amazonaws.SdkClientException"),
          new Client("com.google.cloud.BaseServiceException", "getCode"),
          new Client(
              "com.azure.core.exception.HttpResponseException", "getResponse", "getStatusCode"),
          new Client("com.azure.core.exception.AzureException"),
          new Client(
              "org.apache.hadoop.fs.azurebfs.contracts.exceptions.AbfsRestOperationException",
              "getStatusCode"),
          new Client("org.apache.thrift.transport.TTransportException"),
          new Client("org.projectnessie.client.http.HttpClientException"));

  private static final List<Class<? extends Exception>> REFUSALS =
      List.of(
          AccessDeniedException.class,
          FileNotFoundException.class,
          NoSuchFileException.class,
          ForbiddenException.class,
          BadRequestException.class);

  private static final String HADOOP_REFUSAL = "org.apache.hadoop.security.AccessControlException";

  private ClientAnswers() {}

  /**
   * The innermost answer, which is that of whoever was asked; empty if none of the failures is one
   * of a client.
   */
  static Optional<Answer> find(Throwable failure) {
    Answer found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Answer answer = of(cause);
      found = answer == null ? found : answer;
    }
    return Optional.ofNullable(found);
  }

  private static @Nullable Answer of(Throwable failure) {
    if (REFUSALS.stream().anyMatch(type -> type.isInstance(failure))
        || isOf(failure, HADOOP_REFUSAL)) {
      return Answer.REFUSAL;
    }
    return CLIENTS.stream()
        .filter(client -> isOf(failure, client.type()))
        .findFirst()
        .map(client -> isOutage(status(failure, client)) ? Answer.OUTAGE : Answer.REFUSAL)
        .orElse(null);
  }

  private static boolean isOf(Throwable failure, String type) {
    for (Class<?> at = failure.getClass(); at != null; at = at.getSuperclass()) {
      if (at.getName().equals(type) || at.getName().endsWith("." + type)) {
        return true;
      }
    }
    return false;
  }

  /** The status of the answer; 0 if there was none. */
  private static int status(Throwable failure, Client client) {
    Object at = failure;
    for (String method : client.status()) {
      try {
        at = at.getClass().getMethod(method).invoke(at);
      } catch (ReflectiveOperationException e) {
        return 0;
      }
      if (at == null) {
        return 0;
      }
    }
    return at instanceof Integer status ? status : 0;
  }

  private static boolean isOutage(int status) {
    return status <= 0
        || status == REQUEST_TIMEOUT
        || status == TOO_MANY_REQUESTS
        || status >= FIRST_OF_SERVER;
  }
}
