package dev.firn.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.config.file.EffectiveLine;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration as it applies, for programs; apart, because only this needs Spark's Jackson.
 */
final class EffectiveJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private EffectiveJson() {}

  /**
   * @param withOrigin true for an object of value and origin in the place of each value
   */
  static String of(List<EffectiveLine> lines, boolean withOrigin) {
    ObjectNode root = JSON.createObjectNode();
    List<ObjectNode> path = new ArrayList<>(List.of(root));
    for (EffectiveLine line : lines) {
      path.subList(line.depth() + 1, path.size()).clear();
      ObjectNode node = path.get(line.depth());
      if (!line.hasValue()) {
        path.add(node.putObject(line.key()));
      } else if (withOrigin) {
        node.putObject(line.key())
            .<ObjectNode>set("value", JSON.valueToTree(line.value()))
            .put("origin", line.origin());
      } else {
        node.set(line.key(), JSON.valueToTree(line.value()));
      }
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
