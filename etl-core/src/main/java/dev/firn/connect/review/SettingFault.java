package dev.firn.connect.review;

import org.jspecify.annotations.Nullable;

/**
 * What a connector's settings do to a table's events.
 *
 * @param effect a clause about the table, such as "by which …"
 * @param advice what to do with the setting, as a sentence without its end
 * @param wanted the value that it should have, empty if it should have none; null if it depends
 */
public record SettingFault(
    String connector,
    String setting,
    String value,
    String effect,
    String advice,
    @Nullable String wanted) {

  /** Of a setting of which one value is as good as another. */
  SettingFault(String connector, String setting, String value, String effect, String advice) {
    this(connector, setting, value, effect, advice, null);
  }

  /** As the clause that a lake table keeps of it. */
  public String clause() {
    return "connector "
        + connector
        + " has "
        + setting
        + "="
        + (value.isEmpty() ? "\"\"" : value)
        + ", "
        + effect
        + ". "
        + advice
        + " in it";
  }
}
