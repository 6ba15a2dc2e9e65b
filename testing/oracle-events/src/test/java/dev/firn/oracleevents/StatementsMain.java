package dev.firn.oracleevents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says how many of the statements of a file are sentences of Oracle, for {@code scripts/check}. */
final class StatementsMain {

  private StatementsMain() {}

  public static void main(String[] arguments) throws IOException {
    List<String> statements = Grammar.statements(Files.readString(Path.of(arguments[0])));
    int parsed = 0;
    for (String sql : statements) {
      try {
        Grammar.parse(sql);
        parsed++;
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage() + " in " + sql);
      }
    }
    System.out.println("statements=" + statements.size() + " parsed=" + parsed);
    if (parsed < statements.size()) {
      throw new IllegalStateException("Not all of them are sentences of Oracle");
    }
  }
}
