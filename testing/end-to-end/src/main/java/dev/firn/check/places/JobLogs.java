package dev.firn.check.places;

import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Keeps what jobs have printed and logged, each in a file. */
final class JobLogs {
  private static final List<String> CONTROL_TABLES =
      List.of(
          "_cdc_control",
          "_cdc_dead_letter",
          "_cdc_empty_tables",
          "_cdc_locks",
          "_cdc_schema_changes",
          "_cdc_status",
          "_cdc_validation");

  private final Path directory;
  private int jobs;

  JobLogs(Path directory) {
    this.directory = directory;
  }

  void keep(String command, Result result) throws IOException {
    jobs++;
    write(jobs + "-" + command, result.output() + "\n" + result.log());
  }

  /** Keeps the rows of Firn's own tables, whose files are compressed. */
  void keep(LakeReader lake) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (String table : CONTROL_TABLES) {
      if (lake.hasTable(table)) {
        lake.forEachRow(table, row -> rows.append(table).append(row).append('\n'));
      }
    }
    write("control-tables", rows.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name + ".log"), text);
  }
}
