package dev.firn.config.binding;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Parses YAML into nodes that know their place; no Java object is ever made from a file. */
public final class YamlDocument {

  private static final int MAX_CHARACTERS = 1_000_000;
  private static final int MAX_ALIASES = 50;
  private static final int MAX_DEPTH = 20;

  private static final String UNCLOSED_QUOTE = "found unexpected end of stream";
  private static final String LONE_KEY = "could not find expected ':'";

  /** The parser's complaints in our words. Its own may quote the text, which may be a password. */
  private static final Map<String, String> COMPLAINTS = new LinkedHashMap<>();

  static {
    COMPLAINTS.put("found character '\\t", "a tab cannot indent. Use blanks");
    COMPLAINTS.put("found character", "a value cannot begin so. Put it in quotes");
    COMPLAINTS.put(
        "found undefined alias",
        "a value that begins with \"*\" refers to an anchor, and this anchor does not exist."
            + " Put the value in quotes");
    COMPLAINTS.put(
        "found undefined tag", "a value that begins with \"!\" is a tag. Put the value in quotes");
    COMPLAINTS.put("found unknown escape", "unknown escape after \"\\\". Use single quotes");
    COMPLAINTS.put(UNCLOSED_QUOTE, "this quote is never closed");
    COMPLAINTS.put(LONE_KEY, "\":\" and a blank are missing after this key");
    COMPLAINTS.put(
        "mapping values are not allowed",
        "a second \":\" on one line, or a wrong indentation. Put the value in quotes");
    COMPLAINTS.put(
        "expected <block end>",
        "this does not continue the lines above. Check the indentation and the quotes");
    COMPLAINTS.put("but found another document", "a second document begins here. Keep one");
  }

  private YamlDocument() {}

  /**
   * The root, or nothing if the text is reported as empty or as no YAML.
   *
   * @param file as the user would type it
   */
  public static Optional<YamlEntry> find(
      String file, String text, String expectation, Problems problems) {
    Place start = Place.startOf(file);
    try {
      Node node = new Yaml(limits()).compose(new StringReader(text));
      if (node == null) {
        problems.add(start, "", "empty, expected " + expectation);
      }
      return Optional.ofNullable(node).map(root -> YamlEntry.root(start, root));
    } catch (MarkedYAMLException e) {
      problems.add(placeOf(start, e), "", describe(e));
    } catch (ReaderException e) {
      String character = String.format(Locale.ROOT, "U+%04X", e.getCodePoint());
      problems.add(start, "", "the character " + character + " is not allowed");
    } catch (YAMLException e) {
      problems.add(
          start,
          "",
          "too large, expected at most %s characters, %s levels and %s aliases"
              .formatted(MAX_CHARACTERS, MAX_DEPTH, MAX_ALIASES));
    }
    return Optional.empty();
  }

  private static LoaderOptions limits() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    return options;
  }

  private static String describe(MarkedYAMLException e) {
    String complaint = String.valueOf(e.getProblem());
    for (Map.Entry<String, String> known : COMPLAINTS.entrySet()) {
      if (complaint.startsWith(known.getKey())) {
        return known.getValue();
      }
    }
    return "not valid YAML. Check the indentation and the quotes";
  }

  /** An open quote and a lone key are complained about where the parser gave up, far behind. */
  private static Place placeOf(Place start, MarkedYAMLException e) {
    Mark mark = isAboutItsContext(e) ? e.getContextMark() : e.getProblemMark();
    return start.at(mark);
  }

  private static boolean isAboutItsContext(MarkedYAMLException e) {
    String complaint = String.valueOf(e.getProblem());
    return e.getContextMark() != null
        && (complaint.startsWith(UNCLOSED_QUOTE) || complaint.startsWith(LONE_KEY));
  }
}
