package dev.firn.cdc.connector;

/**
 * What a connector's settings do to a table's events.
 *
 * @param effect a clause about the table, such as "by which …"
 * @param advice what to do with the setting, as a sentence without its end
 */
record SettingFault(String connector, String setting, String value, String effect, String advice) {

  /** As the clause that a lake table keeps of it. */
  String clause() {
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
