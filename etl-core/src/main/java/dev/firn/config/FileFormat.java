package dev.firn.config;

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
record FileFormat(
    String fileName,
    String rootKey,
    String noun,
    Section section,
    Consumer<Map<String, Values>> check) {

  String templateName() {
    return fileName + ".template";
  }
}
