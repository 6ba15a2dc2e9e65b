package dev.firn.validate.check;

import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.config.SourceConfig;
import dev.firn.error.UnmappableTableException;
import dev.firn.model.TableIdentity;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ContractDifferences;
import dev.firn.schema.NumberType;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Does the contract still say what the source's columns are? */
public final class SourceColumns implements TableCheck {

  private final SchemaMapper mapper;

  public SourceColumns(SourceConfig source) {
    this.mapper = new SchemaMapper(source.unknownTypes(), source.databaseType());
  }

  @Override
  public Findings check(CheckedTable table) {
    TableMapping now;
    try {
      now = now(table);
    } catch (UnmappableTableException e) {
      return Findings.problems(List.of(String.valueOf(e.getMessage())));
    }
    List<String> notes = new ArrayList<>();
    table
        .contract()
        .excluded()
        .forEach((column, why) -> notes.add("column %s is left out: it %s".formatted(column, why)));
    List<ColumnMapping> added =
        follows(table, DriftKind.ADD) ? List.of() : without(now, table.contract()).columns();
    List<ColumnMapping> gone =
        without(table.contract(), now).columns().stream()
            .filter(column -> !now.excluded().containsKey(column.column()))
            .filter(column -> !follows(table, DriftKind.DROP) || isKnownToBeGone(column, table))
            .toList();
    added.forEach(column -> notes.add("column %s is not followed".formatted(column.column())));
    gone.forEach(
        column ->
            notes.add(
                "column %s stays, though the source has it no more".formatted(column.column())));
    return Findings.problems(
            ContractDifferences.between(
                without(table.contract(), table.contract().with(gone)),
                without(now, now.with(added))))
        .withNotes(notes);
  }

  /** A stream that follows a drop keeps the column, and knows the source without it. */
  private static boolean isKnownToBeGone(ColumnMapping column, CheckedTable table) {
    TableIdentity known = table.contract().identity();
    return known != null && known.column(column.column()).isEmpty();
  }

  private static boolean follows(CheckedTable table, DriftKind kind) {
    return table.policy().on(kind) == DriftPolicy.EVOLVE;
  }

  /** The table without the columns that another one has, by their names at the source. */
  private static TableMapping without(TableMapping table, TableMapping others) {
    return table.with(
        table.columns().stream().filter(column -> others.find(column.column()).isEmpty()).toList());
  }

  /**
   * How the same rules carry the source's columns now, under the names that they have in the lake;
   * sizes that were measured still hold.
   */
  private TableMapping now(CheckedTable table) {
    TableMapping now = mapper.map(table.source());
    List<ColumnMapping> columns =
        now.columns().stream().map(column -> asHeld(column, table.contract())).toList();
    return now.with(
        columns,
        Arrays.stream(now.keyOrdinals())
            .mapToObj(ordinal -> columns.get(ordinal).lakeColumn())
            .toList());
  }

  private static ColumnMapping asHeld(ColumnMapping column, TableMapping contract) {
    boolean isOpen = column.columnType() instanceof NumberType number && number.isOpen();
    return contract
        .find(column.column())
        .map(
            held ->
                isOpen && held.type().equals(column.type())
                    ? held
                    : column.named(column.column(), held.lakeColumn()))
        .orElse(column);
  }
}
