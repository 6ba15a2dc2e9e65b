package dev.firn.doctor.facts;

import dev.firn.lake.LakeTable;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.status.TableStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the lake has of a source.
 *
 * @param isThere false if there is no lake yet
 * @param tables all of the source's namespace but control tables
 * @param statuses by the name of the table
 * @param locks who holds the source, as sentences without their end
 * @param openLetters by source table, how many events could not be applied
 */
public record LakeFacts(
    boolean isThere,
    List<Held> tables,
    Map<String, TableStatus> statuses,
    List<Lock> locks,
    Map<String, Long> openLetters) {

  /** Of a lake that no load has made yet. */
  static final LakeFacts NOTHING = new LakeFacts(false, List.of(), Map.of(), List.of(), Map.of());

  public LakeFacts {
    tables = List.copyOf(tables);
    statuses = Map.copyOf(statuses);
    locks = List.copyOf(locks);
    openLetters = Map.copyOf(openLetters);
  }

  /**
   * A table.
   *
   * @param contract empty if it is not Firn's, or cannot be read
   * @param trouble why the contract cannot be read; empty if it can, or there is none
   */
  public record Held(LakeTable table, Optional<TableMapping> contract, String trouble) {

    public boolean isOf(String source) {
      return contract.isPresent() && table.state().findSource().map(source::equals).orElse(true);
    }
  }

  /**
   * Who holds a source.
   *
   * @param isSilent true if it has not been heard of for so long that it may be gone
   */
  public record Lock(String holder, boolean isSilent) {}

  /** The source tables whose changes the lake needs. */
  public Set<TableId> loaded(String source) {
    return tables.stream()
        .filter(held -> held.isOf(source) && held.table().state().findUnfollowed().isEmpty())
        .flatMap(held -> held.contract().stream())
        .map(TableMapping::source)
        .collect(Collectors.toSet());
  }
}
