package dev.firn.config.file;

import dev.firn.config.binding.Section;
import dev.firn.config.binding.Values;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The form of a configuration file: one root key, below it sections that the user names.
 *
 * @param noun what such a section is called in sentences
 * @param check reports what does not fit together in sections, by their names
 */
public record FileFormat(
    String fileName,
    String rootKey,
    String noun,
    Section section,
    Consumer<Map<String, Values>> check) {

  private static final String ENDING = ".yaml";

  /** Its template lies beside it. */
  public String templateName() {
    return fileName + ".template";
  }

  /** The file of a profile, which is laid over the other. */
  public String fileNameOf(String profile) {
    String stem = fileName.substring(0, fileName.length() - ENDING.length());
    return stem + "." + profile + ENDING;
  }
}
