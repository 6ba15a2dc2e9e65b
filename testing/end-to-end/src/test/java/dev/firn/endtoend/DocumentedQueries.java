package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.testing.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The SQL of {@code docs/querying.md}, run as people run it. */
final class DocumentedQueries {

  private static final Pattern FENCE = Pattern.compile("(?ms)^```sql\\n(.*?)^```");
  private static final String SNAPSHOT = "1234567890123456789";
  private static final String TIME = "2026-01-01 12:00:00";

  private DocumentedQueries() {}

  /** Runs all of it in a shop that was loaded and followed. */
  static void run(TestShop shop, Path directory) throws Exception {
    String sql = text();
    assertThat(sql).contains(SNAPSHOT, TIME);
    Path file = directory.resolve("querying.sql");
    Files.writeString(
        file,
        sql.replace(SNAPSHOT, Long.toString(shop.source().lake().firstSnapshot("orders")))
            .replace(TIME, now()));

    Result queries = ShopPipeline.run(shop, "sql", "-f", file.toString(), "--output", "json");

    assertThat(queries.output())
        .contains("\"tableName\":\"customers\"", "\"load_status\":\"completed\"")
        .contains("\"operation\":\"overwrite\"", "firn.");
  }

  private static String text() {
    return FENCE
        .matcher(Repository.text("docs/querying.md"))
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.joining("\n"));
  }

  private static String now() {
    return LocalDateTime.now(ZoneOffset.UTC)
        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
  }
}
