package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.util.ArrayList;
import java.util.List;

/** Tables with columns that are carried by no change. */
final class LongColumns implements Probe<OracleLook> {

  @Override
  public String name() {
    return "source.long-columns";
  }

  @Override
  public String finds() {
    return "of Oracle: tables with columns of LONG that a load refuses (`handle_long_columns`)";
  }

  @Override
  public List<Finding> look(OracleLook look) {
    List<Finding> found = new ArrayList<>();
    look.refused()
        .forEach(
            (table, why) ->
                found.add(
                    Finding.error(
                        name(),
                        table + ": " + why,
                        Remedy.set(
                            "sources."
                                + look.source()
                                + ".bulk_load.handle_long_columns: exclude"))));
    return found;
  }
}
