package dev.firn.oracleevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.antlr.CaseChangingCharStream;
import io.debezium.ddl.parser.oracle.generated.PlSqlLexer;
import io.debezium.ddl.parser.oracle.generated.PlSqlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the statements that Firn sends to Oracle are sentences of its language. */
class StatementsTest {

  private static final Path ALL =
      Path.of("../../etl-core/src/test/resources/dev/firn/source/oracle/statements.txt");

  private static final Pattern BETWEEN = Pattern.compile("(?m)^-- .*$");

  /** Says what it does not understand instead of going on. */
  private static final class Refusing extends BaseErrorListener {
    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object symbol,
        int line,
        int place,
        String message,
        @Nullable RecognitionException cause) {
      throw new IllegalArgumentException(line + ":" + place + " " + message);
    }
  }

  static List<String> statements() throws IOException {
    return BETWEEN.splitAsStream(Files.readString(ALL)).skip(1).map(String::strip).toList();
  }

  private static void parse(String sql) {
    PlSqlLexer lexer =
        new PlSqlLexer(new CaseChangingCharStream(CharStreams.fromString(sql), true));
    lexer.removeErrorListeners();
    lexer.addErrorListener(new Refusing());
    PlSqlParser parser = new PlSqlParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.addErrorListener(new Refusing());
    parser.sql_script();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("statements")
  void areSentencesOfOracle(String sql) {
    assertThat(sql).endsWith(";");
    parse(sql);
  }

  @Test
  void thereAreManyOfThem() throws IOException {
    assertThat(statements()).hasSizeGreaterThan(30);
  }

  @Test
  void othersAreNone() {
    assertThatThrownBy(() -> parse("SELECT \"ID\" FROM \"APP\".\"T\" AS OF SCN :scn LIMIT 7 FROM;"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(":");
    assertThatThrownBy(() -> parse("SELECT ID FROM APP.T AS AT SCN :scn;"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(":");
  }
}
