package dev.firn.oracleevents;

import io.debezium.antlr.CaseChangingCharStream;
import io.debezium.ddl.parser.oracle.generated.PlSqlLexer;
import io.debezium.ddl.parser.oracle.generated.PlSqlParser;
import java.util.List;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.jspecify.annotations.Nullable;

/** The grammar of Oracle's language that Debezium reads statements of the log with. */
final class Grammar {

  private static final Pattern BETWEEN = Pattern.compile("(?m)^-- .*$");

  private Grammar() {}

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

  /** The statements of the golden file, each of which ends with a semicolon. */
  static List<String> statements(String golden) {
    return BETWEEN.splitAsStream(golden).skip(1).map(String::strip).toList();
  }

  /**
   * @throws IllegalArgumentException saying where it is no sentence of the language
   */
  static void parse(String sql) {
    PlSqlLexer lexer =
        new PlSqlLexer(new CaseChangingCharStream(CharStreams.fromString(sql), true));
    lexer.removeErrorListeners();
    lexer.addErrorListener(new Refusing());
    PlSqlParser parser = new PlSqlParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.addErrorListener(new Refusing());
    parser.sql_script();
  }
}
