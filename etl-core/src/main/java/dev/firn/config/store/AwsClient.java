package dev.firn.config.store;

import dev.firn.error.CoreErrors;
import dev.firn.error.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * Asks AWS as AWS's own tools do: region, login, endpoint and how often it is tried again come from
 * variables, profiles, and what the machine or the pod is given.
 */
final class AwsClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The fourth part is the region. */
  private static final Pattern ARN = Pattern.compile("arn:[^:]*:secretsmanager:([^:]+):.*");

  /** Of errors that the client itself has tried again in vain. */
  private static final Set<String> CAN_PASS =
      Set.of("ThrottlingException", "RequestLimitExceeded", "InternalServiceError");

  private final Map<String, SecretsManagerClient> clients = new HashMap<>();

  /**
   * The text of a secret.
   *
   * @param stage of its version; empty for the current one
   */
  Optional<String> find(String name, String stage, Consumer<String> problems) {
    String region = region(name);
    GetSecretValueRequest.Builder request = GetSecretValueRequest.builder().secretId(name);
    if (!stage.isEmpty()) {
      request.versionStage(stage);
    }
    try {
      GetSecretValueResponse answer =
          clients.computeIfAbsent(region, AwsClient::open).getSecretValue(request.build());
      if (answer.secretString() == null) {
        problems.accept("secret " + name + " is binary, and no text");
      }
      return Optional.ofNullable(answer.secretString());
    } catch (ResourceNotFoundException e) {
      problems.accept(
          AwsSecrets.NAME
              + " in "
              + region
              + " has no secret "
              + name
              + (stage.isEmpty() ? "" : " with a version " + stage)
              + ". Look with \"aws secretsmanager describe-secret --secret-id "
              + name
              + "\"");
      return Optional.empty();
    } catch (SecretsManagerException e) {
      throw refused(region, name, e);
    } catch (SdkException e) {
      throw unanswered(place(region), e);
    }
  }

  private static String region(String name) {
    Matcher arn = ARN.matcher(name);
    if (arn.matches()) {
      return arn.group(1);
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    } catch (SdkClientException e) {
      throw CoreErrors.secretStoreGivesNoAnswer(
          AwsSecrets.NAME,
          "no region is known. Set AWS_REGION, or write the secret's ARN in the place of its name",
          false,
          e);
    }
  }

  private static SecretsManagerClient open(String region) {
    return SecretsManagerClient.builder()
        .region(Region.of(region))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder().connectionTimeout(TIMEOUT).socketTimeout(TIMEOUT))
        .build();
  }

  private static UnavailableException refused(
      String region, String name, SecretsManagerException e) {
    String code = e.awsErrorDetails().errorCode();
    String why =
        "it answers %s (HTTP %d) for secret %s: %s"
            .formatted(code, e.statusCode(), name, e.awsErrorDetails().errorMessage());
    if (code.equals("AccessDeniedException")) {
      why +=
          ". The login needs secretsmanager:GetSecretValue of it, and kms:Decrypt of a key of its"
              + " own";
    }
    return CoreErrors.secretStoreGivesNoAnswer(
        place(region), why, e.statusCode() >= 500 || CAN_PASS.contains(code), e);
  }

  private static UnavailableException unanswered(String place, SdkException e) {
    String said = String.valueOf(e.getMessage());
    if (said.startsWith("Unable to load credentials")) {
      return CoreErrors.secretStoreGivesNoAnswer(
          place,
          "no login is known. Set AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or"
              + " give the machine or the pod a role",
          false,
          e);
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return CoreErrors.secretStoreGivesNoAnswer(place, cause.toString(), true, e);
  }

  private static String place(String region) {
    return AwsSecrets.NAME + " in " + region;
  }
}
