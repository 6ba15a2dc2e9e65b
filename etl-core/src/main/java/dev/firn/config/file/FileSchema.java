package dev.firn.config.file;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueForm;
import dev.firn.config.binding.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of a configuration file, by which editors complete and check it.
 *
 * <p>It lets pass whatever the file may say; what only fits together across keys it does not see.
 */
public final class FileSchema {

  private static final Map<String, Object> PLACEHOLDER = reference("placeholder");

  private FileSchema() {}

  /**
   * The schema as JSON's objects and lists.
   *
   * @param isProfile true for what is laid over another file, and need not be complete
   */
  public static Map<String, Object> of(FileFormat format, boolean isProfile) {
    Map<String, Object> section = reference("section");
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("version", object("description", "Of this form of the file.", "const", 1));
    properties.put(
        FileLayers.DEFAULTS,
        object(
            "description",
            "What applies where a " + format.noun() + " says nothing else.",
            "allOf",
            List.of(section)));
    properties.put(
        format.rootKey(),
        object(
            "type",
            "object",
            "minProperties",
            1,
            "propertyNames",
            object("pattern", "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"),
            "additionalProperties",
            section));

    Map<String, Object> schema =
        object(
            "$schema",
            "https://json-schema.org/draft/2020-12/schema",
            "title",
            format.fileName() + " of Firn");
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (!isProfile) {
      schema.put("required", List.of(format.rootKey()));
      // With defaults a section may leave out what it needs.
      schema.put("if", object("not", object("required", List.of(FileLayers.DEFAULTS))));
      schema.put(
          "then",
          object(
              "properties",
              object(
                  format.rootKey(), object("additionalProperties", required(format.section())))));
    }
    schema.put(
        "$defs",
        object(
            "placeholder",
            object(
                "description",
                "A value that is kept elsewhere.",
                "type",
                "string",
                "pattern",
                "\\$\\{[^}]+\\}"),
            "section",
            section(format.section())));
    return schema;
  }

  private static Map<String, Object> reference(String definition) {
    return object("$ref", "#/$defs/" + definition);
  }

  /** In the order in which it is given, so that the text is the same every time. */
  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }

  private static Map<String, Object> section(Section section) {
    Map<String, Object> schema = object("description", section.doc(), "type", "object");
    switch (section.kind()) {
      case FREE_FORM ->
          schema.put(
              "additionalProperties", object("type", List.of("string", "number", "boolean")));
      case NAMED -> schema.put("additionalProperties", section(section.sections().get(0)));
      default -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        section.options().forEach(option -> addOption(option, properties));
        section.sections().forEach(nested -> properties.put(nested.key(), section(nested)));
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
      }
    }
    return schema;
  }

  private static Map<String, Object> required(Section section) {
    List<String> keys = new ArrayList<>();
    Map<String, Object> inner = new LinkedHashMap<>();
    section.options().stream().filter(Option::isRequired).forEach(option -> keys.add(option.key()));
    section.sections().stream()
        .filter(nested -> nested.kind() == Section.Kind.REQUIRED)
        .forEach(
            nested -> {
              keys.add(nested.key());
              inner.put(nested.key(), required(nested));
            });
    Map<String, Object> schema = object("required", keys);
    if (!inner.isEmpty()) {
      schema.put("properties", inner);
    }
    return schema;
  }

  private static void addOption(Option<?> option, Map<String, Object> properties) {
    Map<String, Object> schema = new LinkedHashMap<>();
    String rule =
        option.fallback().kind() == Option.Default.Kind.RULE
            ? " Default: " + option.fallback().text() + "."
            : "";
    schema.put("description", option.doc() + rule);
    if (option.fallback().kind() == Option.Default.Kind.VALUE) {
      schema.put("default", option.type().json(option.fallback().text()));
    }
    schema.put("anyOf", alternatives(option.type()));
    properties.put(option.key(), schema);
    for (String alias : option.aliases()) {
      Map<String, Object> same = new LinkedHashMap<>(schema);
      same.put("description", "The same as " + option.key() + ".");
      properties.put(alias, same);
    }
  }

  private static List<Object> alternatives(ValueType<?> type) {
    ValueForm form = type.form();
    List<Object> alternatives = new ArrayList<>();
    switch (form.kind()) {
      case INTEGER -> {
        alternatives.add(number("integer", form));
        alternatives.add(object("type", "string", "pattern", "^-?[0-9]+$"));
      }
      case NUMBER -> {
        alternatives.add(number("number", form));
        alternatives.add(object("type", "string", "pattern", "^-?[0-9]+(\\.[0-9]+)?$"));
      }
      case CHOICE -> alternatives.add(object("enum", choices(form.choices())));
      case LIST -> {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("minItems", 1);
        list.put(
            "items",
            form.choices().isEmpty()
                ? object("type", List.of("string", "number"))
                : object("anyOf", List.of(object("enum", form.choices()), PLACEHOLDER)));
        alternatives.add(list);
        alternatives.add(
            form.choices().isEmpty()
                ? object("type", "string", "minLength", 1)
                : object("type", "string", "pattern", oneOrMore(form.choices())));
      }
      default -> {
        if (form.pattern() == null) {
          alternatives.add(object("type", "string", "minLength", 1));
          alternatives.add(object("type", List.of("number", "boolean")));
        } else {
          alternatives.add(object("type", "string", "pattern", form.pattern()));
          // Which is a text to Firn, and a number to YAML.
          alternatives.add(object("type", "number"));
        }
      }
    }
    if (!form.words().isEmpty()) {
      alternatives.add(object("enum", form.words()));
    }
    alternatives.add(PLACEHOLDER);
    return alternatives;
  }

  private static Map<String, Object> number(String type, ValueForm form) {
    Map<String, Object> number = new LinkedHashMap<>();
    number.put("type", type);
    number.put("minimum", form.atLeast());
    Long atMost = form.atMost();
    if (atMost != null) {
      number.put("maximum", atMost);
    }
    return number;
  }

  private static List<Object> choices(List<String> texts) {
    List<Object> choices = new ArrayList<>(texts);
    if (texts.contains("true")) {
      choices.add(true);
      choices.add(false);
    }
    return choices;
  }

  private static String oneOrMore(List<String> choices) {
    String one = "(" + String.join("|", choices) + ")";
    return "^" + one + "(\\s*,\\s*" + one + ")*$";
  }
}
