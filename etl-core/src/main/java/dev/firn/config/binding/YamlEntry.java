package dev.firn.config.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A key of a file with its value, before anything is known about what it should hold.
 *
 * @param path the keys from the root to this one, joined by dots
 * @param place where the key stands
 */
public record YamlEntry(String path, String key, Place place, Node node) {

  private static final String MERGE_KEY = "<<";

  private static final Set<Tag> PLAIN_TAGS =
      Set.of(
          Tag.MAP,
          Tag.SEQ,
          Tag.STR,
          Tag.NULL,
          Tag.BOOL,
          Tag.INT,
          Tag.FLOAT,
          Tag.TIMESTAMP,
          Tag.MERGE);

  static YamlEntry root(Place start, Node node) {
    return new YamlEntry("", "", start, node);
  }

  /** A value that stands in no file. */
  static YamlEntry outside(String path, String key, Place place, String value) {
    return new YamlEntry(
        path,
        key,
        place,
        new ScalarNode(Tag.STR, value, null, null, DumperOptions.ScalarStyle.DOUBLE_QUOTED));
  }

  public Place valuePlace() {
    return place.at(node.getStartMark());
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /** True if this is a single value of that text. */
  public boolean isText(String text) {
    return node instanceof ScalarNode scalar && scalar.getValue().equals(text);
  }

  /** The texts as they are written; none if this is a mapping. */
  List<String> texts() {
    List<Node> nodes = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    return nodes.stream()
        .filter(ScalarNode.class::isInstance)
        .map(scalar -> ((ScalarNode) scalar).getValue())
        .toList();
  }

  /** The keys below this one, each of them once; nothing if this is reported as no mapping. */
  public Optional<List<YamlEntry>> findEntries(String expectation, Problems problems) {
    if (!isUsable(expectation, problems)) {
      return Optional.empty();
    }
    if (!(node instanceof MappingNode mapping)) {
      problems.add(valuePlace(), path, "expected " + expectation + ", got " + kind());
      return Optional.empty();
    }
    Map<String, Place> seen = new HashMap<>();
    List<YamlEntry> entries = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      findEntry(tuple, problems)
          .filter(entry -> entry.isFirst(seen, problems))
          .ifPresent(entries::add);
    }
    return Optional.of(entries);
  }

  /** The text of this value; nothing if it is reported as empty or as no single value. */
  Optional<String> findText(String expectation, Problems problems) {
    if (!isUsable(expectation, problems)) {
      return Optional.empty();
    }
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problems.add(valuePlace(), path, "expected " + expectation + ", got " + kind());
    return Optional.empty();
  }

  /** The texts of a list of single values, joined by commas; else as {@link #findText}. */
  Optional<String> findListText(String expectation, Problems problems) {
    if (!(node instanceof SequenceNode list) || !isUsable(expectation, problems)) {
      return findText(expectation, problems);
    }
    List<String> texts = new ArrayList<>();
    for (Node element : list.getValue()) {
      if (!(element instanceof ScalarNode scalar)) {
        problems.add(
            place.at(element.getStartMark()), path, "expected " + expectation + ", got more in it");
        return Optional.empty();
      }
      texts.add(scalar.getValue());
    }
    return Optional.of(String.join(", ", texts));
  }

  private boolean isUsable(String expectation, Problems problems) {
    if (!PLAIN_TAGS.contains(node.getTag())) {
      problems.add(
          valuePlace(), path, "\"!\" begins a tag, which has no use here. Put the value in quotes");
      return false;
    }
    if (node instanceof ScalarNode scalar
        && (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank())) {
      problems.add(valuePlace(), path, "empty, expected " + expectation);
      return false;
    }
    return true;
  }

  private Optional<YamlEntry> findEntry(NodeTuple tuple, Problems problems) {
    Place keyPlace = place.at(tuple.getKeyNode().getStartMark());
    if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
      problems.add(keyPlace, path, "expected a key, got a mapping or a list");
      return Optional.empty();
    }
    String child = path.isEmpty() ? name.getValue() : path + "." + name.getValue();
    if (name.getTag().equals(Tag.MERGE) && name.getValue().equals(MERGE_KEY)) {
      problems.add(keyPlace, child, "merging keys with << is not supported. Write the keys out");
      return Optional.empty();
    }
    return Optional.of(new YamlEntry(child, name.getValue(), keyPlace, tuple.getValueNode()));
  }

  private boolean isFirst(Map<String, Place> seen, Problems problems) {
    Place first = seen.putIfAbsent(key, place);
    if (first != null) {
      problems.add(place, path, "duplicate key, first given at " + first + ". Keep one");
    }
    return first == null;
  }

  private String kind() {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    return node instanceof ScalarNode ? "a single value" : "a list";
  }
}
