package dev.firn.lake.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.error.ErrorCode;
import dev.firn.error.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.List;
import org.apache.hadoop.security.AccessControlException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.spark.SparkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

class LakeFailuresTest {

  /** Of a store that says more than what the SDK's own class says. */
  private static final class StoreException extends SdkServiceException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, int status) {
      super(SdkServiceException.builder().message(message).statusCode(status));
    }
  }

  static List<Throwable> outages() {
    return List.of(
        new UncheckedIOException(new SocketTimeoutException("Read timed out")),
        new RuntimeIOException(new UnknownHostException("catalog"), "Failed to read"),
        new ServiceUnavailableException("Service unavailable"),
        new ServiceFailureException("Server error"),
        new RESTException("Error occurred while processing POST request"),
        new NotAuthorizedException("Token expired"),
        new UncheckedSQLException(new SQLException("connection refused"), "Failed to connect"),
        SdkClientException.create("Unable to execute HTTP request: connection reset"),
        new StoreException("Please reduce your request rate (SlowDown)", 503),
        new StoreException("Too many requests", 429),
        new SparkException("Task failed", new StoreException("Internal error", 500)),
        new IOException("getFileStatus on s3a://lake", new StoreException("Busy", 503)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outages")
  void whatIsAwayOrBusyMayComeBack(Throwable failure) {
    assertThat(LakeFailures.canPass(failure)).isTrue();
  }

  static List<Throwable> refusals() {
    return List.of(
        new ForbiddenException("Not allowed"),
        new BadRequestException("Malformed request"),
        new RuntimeIOException(new FileNotFoundException("metadata.json"), "Failed to read"),
        new AccessDeniedException("s3a://lake"),
        new AccessControlException("Permission denied: user=etl"),
        new StoreException("Access Denied", 403),
        new StoreException("The specified bucket does not exist", 404),
        new SparkException(
            "Task failed", new IOException("s3a://lake", new StoreException("Access Denied", 403))),
        new IllegalStateException("a bug"),
        UnavailableException.permanent(
            ErrorCode.CATALOG_CANNOT_BE_OPENED, "Cannot use the catalog: it is another's.", null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void whatIsNotThereOrNotAllowedStaysSo(Throwable failure) {
    assertThat(LakeFailures.canPass(failure)).isFalse();
  }
}
