package dev.firn.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types of a database by their names: what carries them, and which the stream cannot carry. */
final class KnownTypes {

  private final Map<String, TypeRule> rules = new LinkedHashMap<>();
  private final Map<String, String> notStreamed = new LinkedHashMap<>();

  void known(ValueRule rule, @Nullable String limit, String... types) {
    for (String type : types) {
      rules.put(type, new TypeRule(rule, limit));
    }
  }

  void notStreamed(String reason, String... types) {
    for (String type : types) {
      notStreamed.put(type, reason);
    }
  }

  Optional<TypeRule> find(String type) {
    return Optional.ofNullable(rules.get(type));
  }

  /** Why the stream cannot carry the type, or null if nothing is known against it. */
  @Nullable String obstacle(String type) {
    return notStreamed.get(type);
  }

  /** In the order in which they were given. */
  Map<String, TypeRule> rules() {
    return rules;
  }

  /** The reasons by type, in the order in which they were given. */
  Map<String, String> notStreamed() {
    return notStreamed;
  }
}
