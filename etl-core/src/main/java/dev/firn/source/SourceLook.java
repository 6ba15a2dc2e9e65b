package dev.firn.source;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a source's catalog said when it was asked for some tables, all at one instant.
 *
 * @param wanted the tables it was asked for
 * @param asked those of them that are there; their sizes are not among what it said
 * @param present the names of all tables of the schema whose changes can be captured
 * @param server the database, the server and its history; empty if it did not say
 * @param seen true of the transactions whose changes of the catalog it showed
 */
public record SourceLook(
    Set<TableId> wanted,
    List<TableSchema> asked,
    Set<TableId> present,
    String server,
    Predicate<LogPlace> seen) {

  /** Of a source that was not asked or did not answer. */
  public static final SourceLook NONE =
      new SourceLook(Set.of(), List.of(), Set.of(), "", place -> false);

  public SourceLook {
    wanted = Set.copyOf(wanted);
    asked = List.copyOf(asked);
    present = Set.copyOf(present);
  }

  /** True if it was asked for the table, so that it is not there if it is not found. */
  public boolean hasAsked(TableId table) {
    return wanted.contains(table);
  }

  public Optional<TableSchema> find(TableId table) {
    return asked.stream().filter(schema -> schema.id().equals(table)).findFirst();
  }
}
