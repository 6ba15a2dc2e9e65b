package dev.firn.query;

/** How rows are shown. */
enum ResultForm {
  /** For people: columns, or below each other where those have no room. */
  TABLE(1000),
  /** For programs: RFC 4180, with a line of names; nothing stands for NULL, "" for a text. */
  CSV(0),
  /** For programs: an object a line. */
  JSON(0);

  private final int usualLimit;

  ResultForm(int usualLimit) {
    this.usualLimit = usualLimit;
  }

  /** So many rows unless somebody says it; 0 for all. */
  int usualLimit() {
    return usualLimit;
  }
}
