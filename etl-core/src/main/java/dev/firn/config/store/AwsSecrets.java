package dev.firn.config.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.error.CoreErrors;
import dev.firn.error.Secrets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * AWS Secrets Manager; a reference is {@code name}, {@code name#key} or {@code name#key#stage},
 * with the ARN in the place of the name if need be.
 *
 * <p>Names no class of AWS's client, whose jars are there only if somebody has asked for them.
 */
public final class AwsSecrets implements SecretStore {

  static final String NAME = "AWS Secrets Manager";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> known = new HashMap<>();
  private @Nullable AwsClient client;

  /**
   * @param environment with the variables that AWS's own tools read, of which some are secret
   */
  public AwsSecrets(Map<String, String> environment) {
    for (String variable : List.of("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")) {
      Optional.ofNullable(environment.get(variable)).ifPresent(Secrets::hide);
    }
  }

  @Override
  public Optional<String> find(String reference, Consumer<String> problems) {
    String[] parts = reference.split("#", -1);
    String name = parts[0];
    String key = parts.length > 1 ? parts[1] : "";
    String stage = parts.length > 2 ? parts[2] : "";
    String version = name + "#" + stage;
    Optional<String> text =
        Optional.ofNullable(known.get(version)).or(() -> read(name, stage, problems));
    text.ifPresent(found -> known.put(version, found));
    return key.isEmpty() ? text : text.flatMap(json -> value(name, json, key, problems));
  }

  private Optional<String> read(String name, String stage, Consumer<String> problems) {
    try {
      if (client == null) {
        client = new AwsClient();
      }
      Optional<String> text = client.find(name, stage, problems);
      text.ifPresent(Secrets::hide);
      return text;
    } catch (NoClassDefFoundError e) {
      throw CoreErrors.secretStoreGivesNoAnswer(
          NAME,
          "the class path has not AWS's client ("
              + e.getMessage()
              + "). Fetch it with scripts/fetch-aws in a clone of Firn and set FIRN_LIBS=aws, or add"
              + " software.amazon.awssdk:secretsmanager and url-connection-client to the driver's class"
              + " path",
          false,
          null);
    }
  }

  private static Optional<String> value(
      String name, String text, String key, Consumer<String> problems) {
    JsonNode secret = parse(text);
    if (secret == null || !secret.isObject()) {
      problems.accept(
          "secret %s is not a JSON object, so it has no key %s. Write ${AWS:%s} for the whole of it"
              .formatted(name, key, name));
      return Optional.empty();
    }
    JsonNode value = secret.get(key);
    if (value == null) {
      List<String> keys = new ArrayList<>();
      secret.fieldNames().forEachRemaining(keys::add);
      problems.accept(
          "secret %s has no key %s. Its keys are [%s]"
              .formatted(name, key, String.join(", ", keys.stream().sorted().toList())));
      return Optional.empty();
    }
    if (!value.isValueNode() || value.isNull()) {
      problems.accept("secret %s has no single value at key %s".formatted(name, key));
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  /** Null for what is no JSON; what a parser says of it would repeat it. */
  private static @Nullable JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
