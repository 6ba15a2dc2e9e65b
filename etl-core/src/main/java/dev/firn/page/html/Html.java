package dev.firn.page.html;

/**
 * A piece of a page: an element, or text. There is no third kind, so whatever a table or an error
 * is called, it never becomes a piece of the page itself.
 */
public sealed interface Html permits Tag, Text {

  void writeTo(StringBuilder page);
}
