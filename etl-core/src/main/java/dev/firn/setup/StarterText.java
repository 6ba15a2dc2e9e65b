package dev.firn.setup;

import dev.firn.config.binding.YamlText;
import dev.firn.model.RelationKind;
import dev.firn.setup.SourceSurvey.Relation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the {@code sources.yaml} with which one begins. */
final class StarterText {

  private static final int WIDTH = 100;

  private final StringBuilder text = new StringBuilder();

  private StarterText() {}

  /** The source, before anything is known of its tables. */
  static String of(StarterSource source) {
    StarterText starter = new StarterText();
    starter.addSource(source);
    return starter.text.toString();
  }

  /**
   * The same with what its catalogue says.
   *
   * @param written when and by whom, for whoever reads it
   */
  static String of(StarterSource source, SourceSurvey survey, String written) {
    StarterText starter = new StarterText();
    starter.addIntroduction(survey, written);
    starter.addSource(source);
    starter.addRefused(survey.refused());
    starter.addLoad(survey.others());
    return starter.text.toString();
  }

  private void addIntroduction(SourceSurvey survey, String written) {
    text.append("# yaml-language-server: $schema=./sources.schema.json\n#\n");
    comment("", written + " All keys: docs/CONFIGURATION.md, or sources.yaml.template.");
    text.append("#\n");
    comment("", "Every table of the schema is loaded and followed unless something else is said:");
    text.append("#\n");
    addTables(survey.proposed());
    List<Relation> unfollowed =
        survey.proposed().stream().filter(each -> each.unfollowed().isPresent()).toList();
    if (!unfollowed.isEmpty()) {
      text.append("#\n");
      comment("", "Loaded, but their changes do not come yet:");
      unfollowed.forEach(each -> item("", nameOf(each) + ": " + each.unfollowed().orElse("")));
    }
    List<Relation> partly =
        survey.proposed().stream().filter(each -> !each.leftOut().isEmpty()).toList();
    if (!partly.isEmpty()) {
      text.append("#\n");
      comment("", "Loaded without some columns:");
      partly.forEach(
          each ->
              each.leftOut()
                  .forEach((column, why) -> item("", nameOf(each) + "." + column + " " + why)));
    }
    if (!survey.trouble().isEmpty()) {
      text.append("#\n");
      comment("", "To be done before changes can come:");
      survey.trouble().forEach(trouble -> item("", trouble));
    }
  }

  private void addTables(List<Relation> tables) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("table", "rows, about", "size", "key"));
    for (Relation each : tables) {
      rows.add(
          List.of(
              nameOf(each),
              String.format(Locale.ROOT, "%,d", each.table().estimatedRows()),
              each.table().bytes() == 0 ? "" : size(each.table().bytes()),
              each.table().hasPrimaryKey()
                  ? String.join(", ", each.table().primaryKey())
                  : "none"));
    }
    int[] widths = new int[3];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    String form = "#   %-" + widths[0] + "s  %" + widths[1] + "s  %" + widths[2] + "s  %s";
    rows.forEach(
        row ->
            text.append(String.format(Locale.ROOT, form, row.toArray()).stripTrailing())
                .append('\n'));
  }

  private void addSource(StarterSource source) {
    text.append("version: 1\nsources:\n  ").append(YamlText.of(source.name())).append(":\n");
    source.keys().forEach((key, value) -> add("    ", key, value));
    text.append("    database_connection:\n");
    source.connection().forEach((key, value) -> add("      ", key, value));
  }

  private void add(String indent, String key, String value) {
    text.append(indent).append(key).append(": ").append(YamlText.of(value)).append('\n');
  }

  private void addRefused(List<Relation> refused) {
    if (refused.isEmpty()) {
      return;
    }
    text.append('\n');
    comment("    ", "What cannot be loaded as it is. Take a table out of the list when it can.");
    List<String> names = new ArrayList<>();
    for (Relation each : refused) {
      String name = each.table().id().name();
      item("    ", nameOf(each) + ": " + each.refused().orElse(""));
      if (name.contains(",") || name.contains("*")) {
        item("    ", nameOf(each) + " cannot be named below, so every load refuses it anew.");
      } else {
        names.add(YamlText.of(name));
      }
    }
    if (!names.isEmpty()) {
      text.append("    exclude_tables: [").append(String.join(", ", names)).append("]\n");
    }
  }

  private void addLoad(List<Relation> others) {
    if (others.isEmpty()) {
      return;
    }
    Map<RelationKind, List<String>> byKind = new EnumMap<>(RelationKind.class);
    others.forEach(
        each ->
            byKind
                .computeIfAbsent(each.table().kind(), kind -> new ArrayList<>())
                .add(
                    nameOf(each)
                        + each.refused().map(why -> " (refused: " + why + ")").orElse("")));
    text.append('\n');
    comment("    ", "Not loaded unless it is asked for, because no changes come of it:");
    byKind.forEach((kind, names) -> item("    ", kind + ": " + String.join(", ", names)));
    List<String> kinds =
        byKind.keySet().stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();
    text.append("    # bulk_load:\n    #   also_load: [")
        .append(String.join(", ", kinds))
        .append("]\n");
  }

  private static String nameOf(Relation each) {
    return YamlText.of(each.table().id().name());
  }

  private static String size(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double amount = bytes;
    int unit = 0;
    while (amount >= 1000 && unit < units.length - 1) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, units[unit]);
  }

  private void item(String indent, String sentence) {
    wrap(indent + "# - ", indent + "#   ", sentence);
  }

  private void comment(String indent, String sentence) {
    wrap(indent + "# ", indent + "# ", sentence);
  }

  /** Whatever the database says, it stays within its comment. */
  private void wrap(String first, String next, String sentence) {
    StringBuilder line = new StringBuilder(first);
    boolean isEmpty = true;
    for (String word : sentence.strip().split("[\\s\\p{Cntrl}\\u0085\\u2028\\u2029]+", -1)) {
      if (!isEmpty && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(next);
        isEmpty = true;
      }
      line.append(isEmpty ? "" : " ").append(word);
      isEmpty = false;
    }
    text.append(line).append('\n');
  }
}
