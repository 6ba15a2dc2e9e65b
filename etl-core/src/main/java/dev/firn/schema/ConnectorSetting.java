package dev.firn.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A setting of a connector on which it depends what its events mean.
 *
 * @param name as the connector's configuration has it
 * @param byDefault what it is where nothing is said
 * @param readable the values under which events are read as they are meant; the first is what Firn
 *     sets
 * @param parts what separates the parts of a value of which others may stand beside those that must
 *     be there; empty if a value is one
 */
public record ConnectorSetting(String name, String byDefault, List<String> readable, String parts) {

  public ConnectorSetting {
    readable = List.copyOf(readable);
  }

  public static ConnectorSetting of(String name, String byDefault, String... readable) {
    return new ConnectorSetting(name, byDefault, List.of(readable), "");
  }

  /** What a connector has set. */
  public String in(Map<String, String> configuration) {
    return configuration.getOrDefault(name, byDefault).strip();
  }

  /** True if events of a connector that is configured so are read as they are meant. */
  public boolean isReadable(Map<String, String> configuration) {
    String value = in(configuration);
    return readable.stream().anyMatch(wanted -> isMet(wanted, value));
  }

  private boolean isMet(String wanted, String value) {
    return parts.isEmpty()
        ? value.toLowerCase(Locale.ROOT).equals(wanted.toLowerCase(Locale.ROOT))
        : partsOf(value).containsAll(partsOf(wanted));
  }

  private List<String> partsOf(String value) {
    return Arrays.stream(Pattern.compile(parts).split(value)).map(String::strip).toList();
  }

  /** With the first of its values, as a line of the configuration. */
  public String advice() {
    return name + "=" + readable.get(0);
  }
}
