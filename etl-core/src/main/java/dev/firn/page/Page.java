package dev.firn.page;

import dev.firn.page.html.Document;
import dev.firn.page.html.Html;
import dev.firn.page.html.Tag;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A page in one file.
 *
 * @param refreshSeconds how often it is asked for again; 0 for one that does not change
 * @param written when it was
 */
public record Page(Head head, List<Section> sections, int refreshSeconds, Instant written) {

  /** Beyond it, a number is set in smaller letters. */
  private static final int LONG = 9;

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public Page {
    sections = List.copyOf(sections);
  }

  /** The whole file. */
  public String text() {
    return new Document(head.verdict() + " · " + head.title(), refreshSeconds, body()).toString();
  }

  private Tag body() {
    return Tag.of("body")
        .add(
            Tag.of("a", "skip").with("href", "#main").add("Skip to the content"),
            Tag.of("header", head.mood().style())
                .with("id", "head")
                .add(
                    Tag.of("div", "inner")
                        .add(title(), Tag.of("p", "sentence").add(head.sentence()), facts())),
            Tag.of("main").with("id", "main").with("tabindex", "-1").add(main()),
            Tag.of("footer")
                .with("id", "foot")
                .add(
                    Tag.of("p")
                        .add(
                            "Firn, written %s.%s"
                                .formatted(
                                    MOMENT.format(written),
                                    refreshSeconds > 0
                                        ? " It is renewed every %d s.".formatted(refreshSeconds)
                                        : ""))));
  }

  private Tag title() {
    return Tag.of("div", "title")
        .add(
            Tag.of("h1").add(head.title()),
            Tag.of("p", "verdict")
                .add(Tag.of("span", "badge " + head.mood().style()).add(head.verdict())));
  }

  private Tag facts() {
    List<Html> facts = new ArrayList<>();
    Instant end = head.ended() == null ? written : head.ended();
    String times =
        MOMENT.format(head.began())
            + (head.ended() == null ? ", goes on" : " to " + MOMENT.format(end));
    facts.add(fact("time", times));
    head.facts().forEach(each -> facts.add(fact(each.name(), each.value())));
    return Tag.of("dl", "facts").add(facts);
  }

  private static Tag fact(String name, String value) {
    return Tag.of("div").add(Tag.of("dt").add(name), Tag.of("dd").add(value));
  }

  private List<Html> main() {
    List<Html> main = new ArrayList<>();
    Tag figures = Tag.of("dl", "figures").with("id", "figures");
    for (Head.Figure figure : head.figures()) {
      Tag value = figure.value().length() > LONG ? Tag.of("dd", "long") : Tag.of("dd");
      value = value.add(figure.value());
      figures =
          figures.add(
              Tag.of("div", "figure")
                  .add(
                      Tag.of("dt").add(figure.name()),
                      figure.note().isEmpty()
                          ? value
                          : value.add(Tag.of("small").add(figure.note()))));
    }
    main.add(figures);
    Tag links = Tag.of("ul");
    for (Section section : sections) {
      links =
          links.add(
              Tag.of("li").add(Tag.of("a").with("href", "#" + section.id()).add(section.title())));
    }
    main.add(Tag.of("nav").with("aria-label", "Sections").with("id", "sections").add(links));
    sections.forEach(section -> main.add(section.tag()));
    return main;
  }
}
