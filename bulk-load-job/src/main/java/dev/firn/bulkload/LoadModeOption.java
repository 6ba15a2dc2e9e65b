package dev.firn.bulkload;

import dev.firn.bulkload.plan.LoadMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How tables with a bookmark are read, as it is written on a command line. */
final class LoadModeOption implements ITypeConverter<LoadMode> {

  @Override
  public LoadMode convert(String text) {
    return Arrays.stream(LoadMode.values())
        .filter(mode -> word(mode).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s, got \"%s\""
                        .formatted(
                            Arrays.stream(LoadMode.values())
                                .map(LoadModeOption::word)
                                .collect(Collectors.joining(", ")),
                            text)));
  }

  private static String word(LoadMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
