package dev.firn.source.postgres.wire;

import dev.firn.error.CoreErrors;
import dev.firn.error.DriftException;
import dev.firn.error.UnfitNumberException;
import dev.firn.error.UnfitValueException;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;

/** What is said of a value that the lake's type has no place for. */
public record Refusal(TableId table, ColumnMapping column) {

  public UnfitValueException of(String value) {
    return CoreErrors.valueHasNoPlace(table, column.column(), lakeType(), value);
  }

  /** Of a value that was not there when the size of the column was chosen. */
  public UnfitNumberException unfit(String value) {
    return CoreErrors.numberHasNoPlace(
        table, column.column(), lakeType(), value, column.evidence());
  }

  /** Of a value that is not of the type that the column had when the load was planned. */
  public DriftException ofOtherType(int bytes, int expected) {
    return CoreErrors.typeHasChanged(table, column.column(), column.type(), expected, bytes);
  }

  private String lakeType() {
    return column.sparkType().simpleString();
  }
}
