package dev.firn.job;

import dev.firn.model.TableNames;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of an option that names tables. */
public final class TableNamesOption implements ITypeConverter<TableNames> {

  @Override
  public TableNames convert(String value) {
    try {
      return TableNames.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
