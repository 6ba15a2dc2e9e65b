package dev.firn.page.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagTest {

  private static final String HOSTILE = "</td><script>alert('a')</script>\" onload=\"x&amp;";

  @Test
  void textIsNeverAPieceOfThePage() {
    assertThat(Tag.of("td").add(HOSTILE).toString())
        .isEqualTo(
            "<td>&lt;/td&gt;&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt;&quot;"
                + " onload=&quot;x&amp;amp;</td>");
  }

  @Test
  void aValueNeverLeavesItsAttribute() {
    assertThat(Tag.of("td").with("data-label", HOSTILE).toString())
        .isEqualTo(
            "<td data-label=\"&lt;/td&gt;&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt;&quot;"
                + " onload=&quot;x&amp;amp;\"></td>");
  }

  @Test
  void whatNoPageMayHaveIsWrittenOut() {
    assertThat(Tag.of("p").add("a\u0000b\u001b[1mc\u202ed\ud800e\nf").toString())
        .isEqualTo("<p>a\\u0000b\\u001b[1mc\\u202ed\\ud800e\nf</p>");
  }

  @Test
  void secretsAreHiddenWhoeverSaysThem() {
    Secrets.hide("s3cret-of-TagTest");
    assertThat(
            Tag.of("p").with("title", "is s3cret-of-TagTest").add("s3cret-of-TagTest!").toString())
        .isEqualTo("<p title=\"is ******\">******!</p>");
  }

  @ParameterizedTest
  @CsvSource({
    "onclick, x",
    "style, color:red",
    "href, javascript:x",
    "href, //other.example/",
    "src, x.png",
    "'a b', x",
    "'x>', x"
  })
  void whatABrowserWouldObeyIsRefused(String attribute, String value) {
    assertThatThrownBy(() -> Tag.of("a").with(attribute, value))
        .hasMessageStartingWith("No attribute of a page");
  }

  @ParameterizedTest
  @CsvSource({"script", "STYLE", "iframe", "a b", "form", "'p>'"})
  void elementsThatDoThingsAreRefused(String name) {
    assertThatThrownBy(() -> Tag.of(name)).hasMessageStartingWith("No element of a page");
  }

  @Test
  void aPageHoldsAllItNeedsAndMayDoNothingElse() {
    String page =
        new Document("</title><script>x()</script>", 5, Tag.of("body").add(HOSTILE)).toString();
    assertThat(page.split("<script>", -1)).hasSize(2);
    assertThat(page)
        .contains("<title>&lt;/title&gt;", "default-src &#39;none&#39;", "content=\"5\"")
        .doesNotContain("http://", "https://", "url(", "@import", " src=");
    assertThat(new Document("t", 0, Tag.of("body")).toString()).doesNotContain("refresh\" content");
  }
}
