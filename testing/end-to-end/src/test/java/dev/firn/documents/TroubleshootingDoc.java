package dev.firn.documents;

import dev.firn.error.ErrorCode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The page of all errors. */
final class TroubleshootingDoc {

  static final String REGENERATE =
      "mvn -o test -pl testing/end-to-end -am -Dtest=TroubleshootingDocTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dfirn.regenerate-docs=true";

  private static final String INTRODUCTION =
      """
      # Troubleshooting

      Every error that an operator can act on begins with a code: on the console, in the log, in
      `error_message` of `_cdc_status`, in `reason` of `_cdc_dead_letter`, in `run_result.json` and in reports. Look for the code here, or
      for the words of the message; what differs from case to case stands in braces, and one of several
      wordings in brackets. A code never changes its meaning. Where a message quotes another one, each
      has its own code, and the inner one is the reason.

      No stack trace is printed for these errors; `--verbose` prints it. What is printed with one and
      begins with FIRN-1000 is a bug of Firn's. The codes with which processes end are listed in
      [the README](../README.md). `firn doctor` ([doctor.md](doctor.md)) finds many of the
      causes before a run does.

      <!-- Made from ErrorCode and the catalogues of messages. Regenerate it with
      "%s" -->
      """
          .formatted(REGENERATE);

  private static final Map<Integer, String> CHAPTERS =
      new TreeMap<>(
          Map.of(
              1, "Configuration, command line and the JVM",
              2, "The source database",
              3, "Tables and values that cannot be carried",
              4, "The lake",
              5, "Kafka and Kafka Connect",
              6, "Runs",
              7, "Changes that cannot be followed",
              8, "Gaps: events or rows are gone"));

  private final ErrorMessages messages;

  TroubleshootingDoc(ErrorMessages messages) {
    this.messages = messages;
  }

  static TroubleshootingDoc read() throws IOException {
    return new TroubleshootingDoc(ErrorMessages.read());
  }

  String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    int chapter = 0;
    for (ErrorCode code : ErrorCode.values()) {
      int now = code.id().charAt(code.id().indexOf('-') + 1) - '0';
      if (now != chapter) {
        chapter = now;
        text.append("\n## ").append(CHAPTERS.get(now)).append('\n');
      }
      text.append("\n### ").append(code.id()).append("\n\n");
      if (!messages.of(code).isEmpty()) {
        text.append("```text\n");
        messages.of(code).forEach(message -> text.append(message).append('\n'));
        text.append("```\n\n");
      }
      text.append("Cause: ").append(code.cause()).append("\n\n");
      text.append("Remedy: ").append(code.remedy()).append('\n');
    }
    return text.toString();
  }
}
