package dev.firn.check.ddl;

import dev.firn.check.ddl.SourceTable.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One table and all that is done to it, at random. */
final class TableHistory {

  private static final List<Integer> MAKING_ANOTHER = List.of(9, 10, 18, 25);
  private static final Pattern IDENTITY =
      Pattern.compile("ALTER TABLE \\S+ REPLICA IDENTITY (DEFAULT|FULL)");

  private final SourceTable table;
  private final TableFacts facts;
  private final Random random;
  private final ColumnSteps columns;
  private final WholeSteps whole;
  private final PartSteps parts;
  private final PublicationSteps publication;

  TableHistory(int number, long seed) {
    String name = "h" + number;
    Shape shape =
        switch (number % 4) {
          case 1 -> Shape.PARTITIONED;
          case 3 -> Shape.KEYLESS;
          default -> Shape.KEYED;
        };
    random = new Random(seed * 1_000_003 + number);
    table = new SourceTable(name, shape, random);
    facts = new TableFacts(name);
    columns = new ColumnSteps(table, facts, random);
    whole = new WholeSteps(table, facts, random);
    parts = new PartSteps(table, facts);
    publication = new PublicationSteps(table, facts);
    facts.added("id");
    table.columns().keySet().forEach(facts::added);
  }

  String name() {
    return table.name();
  }

  /** What may be said of it. */
  TableFacts facts() {
    return facts;
  }

  List<String> statements() {
    return table.statements();
  }

  /** True if the table is under its name, so that it can be compared. */
  boolean isThere() {
    return table.isThere();
  }

  void create(Connection connection) throws SQLException {
    table.create(connection);
  }

  /** Changes rows, as far as the source lets it. */
  void change(Connection connection) {
    table.change(connection);
  }

  /** Does at the source what a reason asks for before the load that it names. */
  void obey(Connection connection, String reason) throws SQLException {
    if (reason.contains("Move it back and load it") && !isThere()) {
      table.moveBack(connection);
    }
    Matcher identity = IDENTITY.matcher(reason);
    if (identity.find()) {
      table.run(
          connection, "ALTER TABLE " + table.fullName() + " REPLICA IDENTITY " + identity.group(1));
    } else if (reason.contains("Set REPLICA IDENTITY")) {
      table.run(connection, "ALTER TABLE " + table.fullName() + " REPLICA IDENTITY FULL");
    }
    if (reason.contains("SET LOGGED")) {
      table.run(connection, "ALTER TABLE " + table.fullName() + " SET LOGGED");
    }
  }

  /**
   * One statement, or a few in one transaction, that alter the table.
   *
   * @param connector awaited before statements of which operators are told that it must have read
   *     everything
   */
  void alter(Connection connection, ReadConnector connector) throws SQLException {
    int kind = random.nextInt(table.shape() == Shape.PARTITIONED ? 37 : 31);
    if (MAKING_ANOTHER.contains(kind) && random.nextInt(3) > 0) {
      // Of another table hardly anything else can be seen, so it is not made as often.
      kind = random.nextInt(9);
    }
    table.awaitLabels(connector);
    String number = table.anyOf("int", "bigint");
    String any = table.anyColumn();
    switch (kind) {
      case 0, 1 -> columns.add(connection);
      case 2 -> columns.drop(connection, any);
      case 3, 4 -> columns.rename(connection, any);
      case 5 -> columns.swap(connection);
      case 6 -> columns.retype(connection, table.anyOf("int"), "bigint", "");
      case 7 -> columns.retype(connection, number, "bigint", " USING " + number + " * 10");
      case 8 -> columns.retype(connection, table.anyOf("varchar(40)", "text"), "text", "");
      case 9 -> whole.recreate(connection);
      case 10 -> whole.replace(connection);
      case 11 -> columns.dropAndAdd(connection, any);
      case 12 -> columns.renameAndAdd(connection, any);
      case 13 -> columns.renameLabel(connection);
      case 14 -> columns.addLabel(connection);
      case 15 -> table.altered(connection, "REPLICA IDENTITY FULL");
      case 16 -> whole.identityByIndex(connection);
      case 17 -> whole.key(connection);
      case 18 -> whole.moveAway(connection, connector);
      case 19 -> whole.vacuum(connection);
      case 20 -> whole.truncate(connection);
      case 21 -> whole.unlog(connection);
      case 22 -> columns.dropAndAddOfAnotherType(connection, connector);
      case 23 ->
          columns.retypeToAnother(connection, connector, number, SourceTable.NUMERIC, number);
      case 24 -> {
        String text = table.anyOf("text", "varchar(40)");
        columns.retypeToAnother(connection, connector, text, "int", "length(" + text + ")");
      }
      case 25 -> whole.recreateOtherwise(connection, connector);
      case 26 -> columns.retype(connection, table.anyOf("varchar(40)"), "varchar(60)", "");
      case 27 -> publication.leaveForAWhile(connection, connector);
      case 28 -> publication.leave(connection, connector);
      case 29 -> whole.renameForAWhile(connection, connector);
      case 30 -> whole.moveForAWhile(connection, connector);
      case 31 -> parts.detach(connection);
      case 32 -> parts.truncate(connection);
      case 33 -> parts.drop(connection);
      case 34 -> parts.add(connection);
      default -> parts.attach(connection, kind == 35);
    }
  }
}
