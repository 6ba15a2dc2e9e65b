package dev.firn.terminal;

/** How a text is meant; it says the same in words. */
public enum Tone {
  PLAIN(""),
  STRONG("1"),
  FAINT("2"),
  GOOD("32"),
  NOTE("33"),
  BAD("31");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  public String paint(String text) {
    return code.isEmpty() || text.isBlank() ? text : "\033[" + code + "m" + text + "\033[0m";
  }
}
