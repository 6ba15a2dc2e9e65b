package dev.firn.localstack.oracle;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of Oracle as PostgreSQL has it.
 *
 * @param readsThePast true if its first parameter was the SCN that it reads at, which is gone
 */
record Translation(String sql, boolean readsThePast) {

  private static final String AS_OF = " AS OF SCN :scn";

  private static final Pattern PART =
      Pattern.compile("(\"[^\"]+\")\\.\"[^\"]+\" (?:SUB)?PARTITION \\((\"[^\"]+\")\\)");

  private static final Pattern ADDRESS = Pattern.compile("\\bROWID (>=|<) CHARTOROWID");

  private static final Pattern RELATION = Pattern.compile(" FROM (\"[^\"]+\"\\.\"[^\"]+\")");

  static Translation of(String oracle) {
    String sql = PART.matcher(oracle.replace(AS_OF, "")).replaceAll("$1.$2");
    sql = ADDRESS.matcher(sql).replaceAll("ctid $1 CHARTOROWID");
    sql =
        sql.replace("SERIAL#", "\"SERIAL#\"")
            .replace("RESETLOGS_CHANGE#", "\"RESETLOGS_CHANGE#\"")
            .replace("FIRST_CHANGE#", "\"FIRST_CHANGE#\"")
            .replace("THREAD#", "\"THREAD#\"")
            .replace("SYSTIMESTAMP", "clock_timestamp()")
            .replace("SYSDATE", "localtimestamp(0)")
            .replace("GET_SYSTEM_CHANGE_NUMBER", "GET_SYSTEM_CHANGE_NUMBER()")
            .replace(" AS CLOB)", " AS text)");
    return new Translation(parameters(sql), oracle.contains(AS_OF));
  }

  /** The names of parameters mean nothing, only their order does. */
  private static String parameters(String sql) {
    StringBuilder text = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char letter = sql.charAt(i);
      if (quote == 0 && letter == ':') {
        text.append('?');
        while (i + 1 < sql.length() && Character.isJavaIdentifierPart(sql.charAt(i + 1))) {
          i++;
        }
      } else {
        text.append(letter);
        if (quote == letter) {
          quote = 0;
        } else if (quote == 0 && (letter == '\'' || letter == '"')) {
          quote = letter;
        }
      }
    }
    return text.toString();
  }

  /** The table whose rows it reads, or the part of one. */
  String relation() {
    Matcher found = RELATION.matcher(sql);
    if (!found.find()) {
      throw new IllegalStateException("No table in " + sql);
    }
    return found.group(1);
  }

  /** True if it asks how far the database is, so that an instant is fixed. */
  boolean asksForThePosition() {
    return sql.startsWith("SELECT TO_CHAR(CURRENT_SCN)")
        || sql.startsWith("SELECT TO_CHAR(DBMS_FLASHBACK");
  }
}
