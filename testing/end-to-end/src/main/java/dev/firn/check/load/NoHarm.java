package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.PGConnection;

/**
 * Runs the statements of an application against tables with every key, replica identity and shape,
 * before and after a load: what has worked must work afterwards, whatever the load has published.
 */
public final class NoHarm {

  private static final String SOURCE = "harmless";

  private final FirnInstallation firn = FirnInstallation.current();
  private final int limit;

  private NoHarm(Options options) {
    limit = options.integer("tables");
  }

  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new NoHarm(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      Database database = Database.of(stack.postgres());
      List<HarmlessTable> tables = create(database);
      Path home = Files.createDirectories(directory.resolve("home"));
      ShopSource source = ShopSource.create(firn, SOURCE, home, database, "localhost:9092");
      Map<String, Boolean> before = attempt(database, tables);
      RepeatedLoads.Result load = load(source);
      Map<String, Boolean> after = attempt(database, tables);
      return judge(database, tables.size(), before, after, load);
    }
  }

  /** What cannot be created on this server is none of the cases. */
  private List<HarmlessTable> create(Database database) throws SQLException {
    database.execute("CREATE SCHEMA shop");
    List<HarmlessTable> created = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (HarmlessTable table : HarmlessTable.some(limit)) {
        try {
          for (String sql : table.creation()) {
            statement.execute(sql);
          }
          connection.commit();
          created.add(table);
        } catch (SQLException e) {
          connection.rollback();
        }
      }
    }
    return created;
  }

  private RepeatedLoads.Result load(ShopSource source) throws IOException {
    try (RepeatedLoads loads = RepeatedLoads.start(firn, source.environment())) {
      RepeatedLoads.Result result = loads.load("--source", SOURCE);
      if (result.exitCode() != 0 && result.exitCode() != 5) {
        throw new IllegalStateException(
            "The load ended with " + result.exitCode() + ":\n" + result.output());
      }
      return result;
    }
  }

  /** Which statements work; nothing of them stays. */
  private static Map<String, Boolean> attempt(Database database, List<HarmlessTable> tables)
      throws SQLException, IOException {
    Map<String, Boolean> works = new LinkedHashMap<>();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (HarmlessTable table : tables) {
        for (String sql : table.statements()) {
          works.put(sql, works(connection, sql));
          connection.rollback();
        }
      }
    }
    return works;
  }

  private static boolean works(Connection connection, String sql) throws IOException {
    try (Statement statement = connection.createStatement()) {
      if (sql.startsWith("COPY")) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(sql, new StringReader("7\t7\tcopied\n"));
      } else {
        statement.execute(sql);
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean judge(
      Database database,
      int tables,
      Map<String, Boolean> before,
      Map<String, Boolean> after,
      RepeatedLoads.Result load)
      throws SQLException {
    Set<String> broken = new TreeSet<>();
    long worked = before.values().stream().filter(works -> works).count();
    before.forEach(
        (sql, works) -> {
          if (works && !Boolean.TRUE.equals(after.get(sql))) {
            broken.add(sql);
          }
        });
    broken.forEach(sql -> System.out.println("fails since the load: " + sql));
    long published;
    String version;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), split_part(current_setting('server_version'), ' ', 1)"
                    + " FROM pg_publication_rel")) {
      row.next();
      published = row.getLong(1);
      version = row.getString(2);
    }
    load.output()
        .lines()
        .filter(line -> line.startsWith("not followed"))
        .forEach(System.out::println);
    System.out.printf(
        "RESULT no-harm tables=%d published=%d statements=%d server=%s broken=%d%n",
        tables, published, worked, version, broken.size());
    // A load that publishes nothing does no harm, and proves nothing.
    return broken.isEmpty() && published > 0 && worked > 0;
  }
}
