package dev.firn.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.error.ExitCode;
import dev.firn.health.Finding;

/** A report for programs. */
final class JsonForm {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Readers may rely on the fields of a version; a field that changes its meaning raises it. */
  private static final int VERSION = 1;

  private JsonForm() {}

  static String of(Report report, ExitCode code) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("command", "doctor");
    root.put("exit_code", code.code());
    ArrayNode sources = root.putArray("sources");
    report.sources().forEach(source -> put(source, sources.addObject()));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(Examination source, ObjectNode node) {
    node.put("source", source.source());
    node.put("exit_code", source.exitCode().code());
    node.put("probes", source.probes());
    node.put("took_ms", source.took().toMillis());
    ArrayNode parts = node.putArray("parts");
    source
        .parts()
        .forEach(
            part ->
                parts
                    .addObject()
                    .put("part", part.part().text())
                    .put("state", part.state().text())
                    .put("where", part.where()));
    ArrayNode findings = node.putArray("findings");
    source.findings().forEach(finding -> put(finding, findings.addObject()));
  }

  private static void put(Finding finding, ObjectNode node) {
    node.put("probe", finding.probe());
    node.put("severity", finding.severity().text());
    node.put("evidence", finding.evidence());
    ArrayNode steps = node.putArray("fix");
    finding
        .remedy()
        .steps()
        .forEach(
            step -> steps.addObject().put("kind", step.kind().text()).put("text", step.text()));
  }
}
