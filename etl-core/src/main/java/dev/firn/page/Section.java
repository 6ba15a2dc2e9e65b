package dev.firn.page;

import dev.firn.page.html.Tag;

/** A part of a page, of one kind. */
public sealed interface Section permits GridSection, TimelineSection, ChartSection {

  /** By which the page names it in its own links. */
  String id();

  String title();

  /** A sentence of what it shows; may be empty. */
  String intro();

  /** What is drawn below the title. */
  Tag content();

  /** The section as it stands in the page. */
  default Tag tag() {
    Tag section =
        Tag.of("section")
            .with("id", id())
            .with("aria-labelledby", id() + "-title")
            .add(Tag.of("h2").with("id", id() + "-title").add(title()));
    if (!intro().isEmpty()) {
      section = section.add(Tag.of("p", "intro").add(intro()));
    }
    return section.add(content());
  }
}
