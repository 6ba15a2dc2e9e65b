package dev.firn.check.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A finding as {@code firn doctor --json} prints it. */
public record Finding(String probe, String severity, String evidence, List<Step> fix) {

  /** What is to be done, and where. */
  public record Step(String kind, String text) {}

  /** True if something should be done about it. */
  public boolean isSerious() {
    return !severity.equals("info");
  }

  /** Those of all sources. */
  public static List<Finding> parse(String json) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (JsonNode source : new ObjectMapper().readTree(json).path("sources")) {
      for (JsonNode finding : source.path("findings")) {
        List<Step> fix = new ArrayList<>();
        for (JsonNode step : finding.path("fix")) {
          fix.add(new Step(step.path("kind").asText(), step.path("text").asText()));
        }
        findings.add(
            new Finding(
                finding.path("probe").asText(),
                finding.path("severity").asText(),
                finding.path("evidence").asText(),
                fix));
      }
    }
    return findings;
  }
}
