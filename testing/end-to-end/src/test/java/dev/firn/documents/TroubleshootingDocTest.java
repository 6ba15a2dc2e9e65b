package dev.firn.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.error.ErrorCode;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroubleshootingDocTest {

  private static final String FILE = "docs/troubleshooting.md";

  @Test
  void equalsCodesAndMessages() throws IOException {
    String expected = TroubleshootingDoc.read().text();
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(FILE), expected);
    }

    assertThat(Repository.text(FILE))
        .as(
            "%s differs from the errors. Regenerate it with \"%s\"",
            FILE, TroubleshootingDoc.REGENERATE)
        .isEqualTo(expected);
  }

  @Test
  void hasAMessageForEveryCode() throws IOException {
    ErrorMessages messages = ErrorMessages.read();
    assertThat(ErrorCode.values())
        .filteredOn(code -> messages.of(code).isEmpty())
        .as("codes that nothing is said with: remove them, their numbers stay taken")
        .isEmpty();
  }

  @Test
  void readsMessagesAsTheyAreShown() throws IOException {
    ErrorMessages messages = ErrorMessages.read();
    assertThat(messages.of(ErrorCode.CLUSTER_IS_AMBIGUOUS))
        .containsExactly(
            "Cannot choose the Kafka cluster of source {source}: {file} has [{clusters}]. Name one"
                + " in its key {key}.");
    assertThat(messages.of(ErrorCode.BUILD_IS_MISSING))
        .contains(
            "Cannot run Firn: \"{job}\" is not built. Build it with \"{build command}\"[ in"
                + " \"{repository}\"].");
    assertThat(messages.of(ErrorCode.EVENTS_ARE_GONE))
        .anyMatch(message -> message.startsWith("Cannot go on with {table}: it needs offset "));
  }

  @Test
  void knowsEveryCodeByOneNumberInOrder() {
    List<String> ids = Arrays.stream(ErrorCode.values()).map(ErrorCode::id).toList();
    assertThat(ids)
        .doesNotHaveDuplicates()
        .isSorted()
        .allMatch(id -> id.matches("FIRN-[1-8]\\d{3}"));
  }

  @Test
  void saysCauseAndRemedyInSentences() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(List.of(code.cause(), code.remedy()))
          .as(code.id())
          .allMatch(said -> said.length() > 15 && said.endsWith(".") && !said.contains("  "));
    }
  }
}
