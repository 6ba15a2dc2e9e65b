package dev.firn.config.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody has written for a key, for those who are told where values come from.
 *
 * @param path the keys from the root to this one, joined by dots
 * @param place who says it
 * @param origin its placeholders, without their defaults; empty if there are none
 * @param isSecret true if the value must not be seen
 * @param hasPlaceholders true if something else than the text is its value
 */
public record Written(
    String path, Place place, String origin, boolean isSecret, boolean hasPlaceholders) {

  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(PASSW|PWD|SECRET|TOKEN|CREDENTIAL|KEY).*");

  static Written of(YamlEntry at, boolean isSecret) {
    List<ValueTemplate> templates = new ArrayList<>();
    boolean isUnknown = false;
    for (String text : at.texts()) {
      try {
        templates.add(ValueTemplate.parse(text));
      } catch (IllegalArgumentException e) {
        // Reported by whoever reads it as a value; what it was meant to be nobody knows.
        isUnknown = true;
      }
    }
    return new Written(
        at.path(),
        at.valuePlace(),
        templates.stream()
            .filter(ValueTemplate::hasPlaceholders)
            .map(ValueTemplate::origin)
            .collect(Collectors.joining(" and ")),
        isSecret || isUnknown || templates.stream().anyMatch(ValueTemplate::mayBeSecret),
        templates.stream().anyMatch(ValueTemplate::hasPlaceholders));
  }

  /** True of a variable that is probably in a wrong place if it is no secret. */
  static boolean isNameOfSecret(String variable) {
    return SECRET_NAME.matcher(variable).matches();
  }

  /** True of a secret that everybody who reads the file can read. */
  public boolean isBare() {
    return isSecret && !hasPlaceholders;
  }
}
