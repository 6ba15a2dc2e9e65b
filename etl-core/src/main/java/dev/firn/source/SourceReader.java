package dev.firn.source;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.mark.SourceMarks;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads whole tables, all at one instant. */
public interface SourceReader {

  /**
   * Cuts tables into slices of about equal size on disk.
   *
   * @param wanted the number of slices for a big table; a small one gets fewer
   * @return the slices of each table; none for one that has no partition to hold rows
   */
  Map<TableId, List<ReadSplit>> split(List<TableSchema> tables, int wanted);

  /**
   * Why the user of the connection may not read some tables, or does not see all their rows, and
   * what to grant, as what is said of the table; none of a table that is read as a whole.
   */
  Map<TableId, String> findUnreadable(List<TableSchema> tables);

  /**
   * What is read.
   *
   * @param bytes of each table, on the source's disk
   */
  record Effort(Map<TableId, Long> bytes, int tablesAtOnce, int splitsAtOnce) {

    public Effort {
      bytes = Map.copyOf(bytes);
    }
  }

  /**
   * What may keep all of it from being read as it is at one instant, and what to do, for people.
   */
  default List<String> findReadTrouble(Effort effort) {
    return List.of();
  }

  /** What it tells of bookmarks; empty if rows of its kind are not read by them. */
  default Optional<SourceMarks> marks() {
    return Optional.empty();
  }

  /** The statement that reads a slice, for people. */
  String statement(TableMapping mapping, ReadSplit split);

  /** Fixes the one instant at which all the tables are read, and holds it until closed. */
  ReadSession openReadSession(List<TableSchema> tables);

  /**
   * The same, at an instant at which all is seen of the tables that a stream can have shown by now.
   */
  default ReadSession openReadSessionBehindStream(List<TableSchema> tables) {
    return openReadSession(tables);
  }

  /**
   * Keeps tables as they are, so that they can be looked at before the instant is fixed at which
   * they are read. Those that are gone or cannot be locked stop no other.
   */
  TableLocks lock(List<TableSchema> tables);
}
