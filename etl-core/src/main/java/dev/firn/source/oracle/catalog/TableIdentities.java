package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.source.oracle.connect.OracleVersion;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * By what Oracle itself knows tables: the number of an object, and the number of its segment, which
 * is another one after a truncate or a move.
 *
 * <p>Oracle numbers the columns of a table anew when one is dropped, so a number may become that of
 * another column. A column is therefore known by its name: one that was renamed is taken for one
 * that was dropped and one that was added, of whose values nobody knows whether events carried
 * them.
 */
final class TableIdentities {

  private final Database database;

  private TableIdentities(Database database) {
    this.database = database;
  }

  /**
   * What the server has said of itself.
   *
   * @param logsRows false if changes are logged without what tells their rows, whatever tables say
   * @param logsWholeRows true if each change of each table is logged with all columns
   * @param logsAll true if nothing is written past the log
   */
  private record Database(
      String name, long scn, boolean logsRows, boolean logsWholeRows, boolean logsAll) {

    static final Database UNKNOWN = new Database("", 0, true, false, false);

    static Database of(Dictionary dictionary, OracleVersion server, ResultSet row)
        throws SQLException {
      Logging logging = Logging.of(dictionary, server, row);
      return new Database(
          "database %s, incarnation %s, container %s"
              .formatted(
                  row.getString("DBID"), row.getString("INCARNATION"), row.getString("CONTAINER")),
          new BigInteger(row.getString("SCN")).longValue(),
          logging.rows() || !logging.isCertain(),
          logging.wholeRows(),
          Dictionary.isYes(row, "FORCE_LOGGING"));
    }
  }

  /** Says nothing of the server if the user may not ask. */
  static TableIdentities of(Dictionary dictionary, OracleVersion version) throws SQLException {
    try {
      return new TableIdentities(
          dictionary
              .read(
                  DictionaryStatements.database(version),
                  row -> Database.of(dictionary, version, row))
              .get(0));
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return new TableIdentities(Database.UNKNOWN);
      }
      throw e;
    }
  }

  /** What the server has said of itself; empty if the user may not ask. */
  String server() {
    return database.name();
  }

  /**
   * What is known of the changes of a table.
   *
   * @param naming by what they say which row they are of
   * @param key what is another text after the key was made anew; empty if there is none
   * @param logged false if something may be written into it past the log
   */
  record Told(RowNaming naming, String key, boolean logged) {}

  /**
   * @param parts the table itself and all that the dictionary has of its partitions
   */
  TableIdentity identity(
      TableId table, List<DictionaryObject> parts, List<DictionaryColumn> columns, Told told) {
    long object =
        parts.stream()
            .filter(DictionaryObject::isWhole)
            .mapToLong(DictionaryObject::id)
            .findFirst()
            .orElse(0);
    RowNaming ofTable = database.logsWholeRows() ? RowNaming.FULL : told.naming();
    RowNaming named = database.logsRows() ? ofTable : RowNaming.NOTHING;
    return new TableIdentity(
        database.name(),
        object,
        table.toString(),
        named,
        number(told.key()),
        columns(columns),
        0,
        stored(parts).stream()
            .map(
                part ->
                    new Part(
                        part.id(),
                        part.isWhole() ? table.toString() : table + "(" + part.part() + ")",
                        part.storage() == 0 ? part.id() : part.storage(),
                        0,
                        0,
                        0,
                        database.logsAll() || told.logged(),
                        named,
                        List.of()))
            .toList(),
        "",
        database.scn(),
        database.scn());
  }

  /** An index-organized table keeps its rows in a segment of its index. */
  private static List<DictionaryObject> stored(List<DictionaryObject> parts) {
    List<DictionaryObject> stored = parts.stream().filter(part -> part.storage() != 0).toList();
    return stored.isEmpty()
        ? parts.stream().filter(part -> part.isWhole() && !part.isView()).toList()
        : stored;
  }

  private static List<ColumnIdentity> columns(List<DictionaryColumn> columns) {
    List<ColumnIdentity> identities = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    columns.stream()
        .filter(column -> column.isCarried() || column.generated())
        .forEach(
            column ->
                identities.add(
                    new ColumnIdentity(
                        number(column.name(), taken),
                        column.name(),
                        column.generated(),
                        0,
                        -1,
                        column.declaration(),
                        Map.of())));
    return identities;
  }

  /** Of a key by its name and when it was changed last; 0 stands for none. */
  private static long number(String key) {
    CRC32 sum = new CRC32();
    sum.update(key.getBytes(StandardCharsets.UTF_8));
    return key.isEmpty() ? 0 : sum.getValue() + 1;
  }

  /**
   * A number that is the name's, whichever other columns there are, but for one case in millions.
   */
  private static int number(String name, Set<Integer> taken) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    int number = (int) (sum.getValue() & Integer.MAX_VALUE);
    while (!taken.add(number)) {
      number = number == Integer.MAX_VALUE ? 0 : number + 1;
    }
    return number;
  }
}
