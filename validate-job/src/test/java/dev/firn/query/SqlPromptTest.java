package dev.firn.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LocalSpark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlPromptTest {

  private final ByteArrayOutputStream rows = new ByteArrayOutputStream();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  @TempDir Path directory;

  private void type(String text) throws IOException {
    PrintStream out = new PrintStream(rows, true, UTF_8);
    ResultWriter results = new ResultWriter(ResultForm.CSV, 0, 0, false, out, out);
    try (Terminal terminal =
        TerminalBuilder.builder()
            .streams(new ByteArrayInputStream(text.getBytes(UTF_8)), screen)
            .system(false)
            .type("dumb")
            .encoding(UTF_8)
            .build()) {
      new SqlPrompt(new LakeSession(LocalSpark.session(), false), results)
          .read(terminal, directory.resolve("history"));
    }
  }

  @Test
  void aStatementGoesOnUntilItsSemicolonAndAWrongOneEndsNothing() throws Exception {
    type("SELECT 1 AS a;\nSELEC;\nSELECT\n  'x;' AS b\n; SELECT 3 AS c;\nDROP TABLE t;\n");

    assertThat(rows.toString(UTF_8)).isEqualTo("a\n1\nb\nx;\nc\n3\n");
    assertThat(screen.toString(UTF_8))
        .contains("FIRN-1027 Cannot run the statement", "FIRN-1028 Cannot run DROP");
  }

  @Test
  void exitEndsItWithOrWithoutASemicolon() throws Exception {
    type("exit\nSELECT 1 AS a;\n");
    type("quit;\nSELECT 1 AS a;\n");
    assertThat(rows.size()).isZero();
  }
}
