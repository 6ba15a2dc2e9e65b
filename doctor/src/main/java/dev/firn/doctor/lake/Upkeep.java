package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.lake.LakeTable;
import dev.firn.model.LakeTableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether tables stay quick to read and to commit to. */
final class Upkeep implements Probe<Facts> {

  private static final int MAX_SNAPSHOTS = 500;
  private static final int KEPT_SNAPSHOTS = 100;
  private static final long MAX_FILES = 300;
  private static final long SMALL_BYTES = 8L << 20;

  @Override
  public String name() {
    return "lake.upkeep";
  }

  @Override
  public String finds() {
    return "tables with more than 500 snapshots, or more than 300 files of less than 8 MiB, and"
        + " settings of Firn's that somebody has altered";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Finding> found = new ArrayList<>();
    for (LakeFacts.Held held : facts.ownTables()) {
      lookAtFiles(held.table(), found);
      lookAtSettings(held.table(), found);
    }
    return found;
  }

  private void lookAtFiles(LakeTable table, List<Finding> found) {
    LakeTable.Upkeep has = table.upkeep();
    LakeTableId id = table.id();
    if (has.snapshots() > MAX_SNAPSHOTS) {
      found.add(
          Finding.warning(
              name(),
              "%s has %d snapshots, which every commit writes down again"
                  .formatted(id, has.snapshots()),
              Remedy.NONE.thenSpark(
                  call(
                      id,
                      "expire_snapshots",
                      ", older_than => now(), retain_last => " + KEPT_SNAPSHOTS))));
    }
    long files = has.dataFiles() + has.deleteFiles();
    if (files > MAX_FILES && has.bytes() / files < SMALL_BYTES) {
      found.add(
          Finding.warning(
              name(),
              "%s has %d data files and %d files of deletes of %d KiB on average, each of which every read opens"
                  .formatted(id, has.dataFiles(), has.deleteFiles(), (has.bytes() / files) >> 10),
              Remedy.NONE.thenSpark(
                  call(
                      id,
                      "rewrite_data_files",
                      ", options => map('rewrite-all', 'true', 'remove-dangling-deletes', 'true')"))));
    }
  }

  private void lookAtSettings(LakeTable table, List<Finding> found) {
    Map<String, String> altered = table.findAlteredSettings();
    altered.forEach(
        (setting, due) ->
            found.add(
                Finding.warning(
                    name(),
                    "%s has %s=%s, which Firn sets to %s so that commits stay quick"
                        .formatted(
                            table.id(),
                            setting,
                            table.setting(setting).isEmpty() ? "\"\"" : table.setting(setting),
                            due),
                    Remedy.NONE.thenSpark(
                        "ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s')"
                            .formatted(table.id().quoted(), setting, due)))));
  }

  private static String call(LakeTableId id, String procedure, String more) {
    return "CALL %s.system.%s(table => '%s'%s)"
        .formatted(
            id.catalog(), procedure, String.join(".", id.namespace()) + "." + id.name(), more);
  }
}
