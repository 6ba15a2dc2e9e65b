package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.Obstacle;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether text comes as somebody has written it. */
final class CharacterSet implements Probe<OracleLook> {

  static Optional<Obstacle> find(Dictionary dictionary) throws SQLException {
    return dictionary.read(HealthStatements.CHARACTER_SETS, row -> row.getString("VALUE")).stream()
        .filter("US7ASCII"::equals)
        .findFirst()
        .map(
            seven ->
                new Obstacle(
                    "the database keeps text as US7ASCII: letters that somebody has written into it"
                        + " beyond the 128 of that come as other ones",
                    "",
                    "Nothing but a migration of the database (DMU) mends that"));
  }

  @Override
  public String name() {
    return "source.character-set";
  }

  @Override
  public String finds() {
    return "of Oracle: a database whose character set has not all letters that may be in it"
        + " (US7ASCII)";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    return find(new Dictionary(look.connection())).stream()
        .map(
            obstacle ->
                Finding.warning(
                    name(),
                    obstacle.why(),
                    Remedy.advice("migrate the database to AL32UTF8 (DMU)")))
        .toList();
  }
}
