package dev.firn.endtoend.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** What the validate job found, from its JSON: the verdict of every table. */
public record ValidationVerdicts(Map<String, String> verdicts) {

  public boolean saysEqual(String table) {
    return "equal".equals(verdicts.get(table));
  }

  public static ValidationVerdicts parse(String json) {
    try {
      Map<String, String> verdicts = new TreeMap<>();
      for (JsonNode table : new ObjectMapper().readTree(json).path("tables")) {
        verdicts.put(table.path("table").asText(), table.path("verdict").asText());
      }
      return new ValidationVerdicts(verdicts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The validate job did not print JSON: " + json, e);
    }
  }
}
