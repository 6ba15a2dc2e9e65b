package dev.firn.job;

import dev.firn.terminal.TextWidth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Help for terminals in which two columns have no room: what an option says stands below it.
 *
 * @param width of the terminal
 */
record NarrowHelp(int width) {

  /** So wide a terminal must be for two columns. */
  static final int ENOUGH = 60;

  private static final String INDENT = "    ";

  /** Replaces the sections of a command and of those below it. */
  void apply(CommandLine line) {
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
    sections.put(
        UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> synopsis(help.commandSpec()) + "\n");
    sections.put(
        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
        help -> text(paragraphs(help.commandSpec().usageMessage().description())));
    sections.put(
        UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
        help -> text(arguments(help.commandSpec().positionalParameters())));
    sections.put(
        UsageMessageSpec.SECTION_KEY_OPTION_LIST,
        help -> text(arguments(help.commandSpec().options())));
    sections.put(
        UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> text(commands(help.commandSpec())));
    sections.put(
        UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST, help -> text(exitCodes(help.commandSpec())));
    line.setHelpSectionMap(sections);
  }

  private static String synopsis(CommandSpec command) {
    StringBuilder synopsis = new StringBuilder(command.qualifiedName()).append(" [OPTION]...");
    command.positionalParameters().forEach(each -> synopsis.append(' ').append(each.paramLabel()));
    return synopsis.append(command.subcommands().isEmpty() ? "" : " COMMAND").toString();
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private List<String> paragraphs(String... paragraphs) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : paragraphs) {
      // What is indented is code.
      lines.addAll(
          paragraph.startsWith(" ") ? List.of(paragraph) : TextWidth.wrapped(paragraph, width));
    }
    return lines;
  }

  private List<String> arguments(List<? extends ArgSpec> arguments) {
    List<String> lines = new ArrayList<>();
    for (ArgSpec argument : arguments) {
      if (!argument.hidden()) {
        lines.add("  " + nameOf(argument));
        addBelow(lines, INDENT, String.join(" ", argument.description()));
      }
    }
    return lines;
  }

  private static String nameOf(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      String names = String.join(", ", option.names());
      return option.arity().max() > 0 ? names + "=" + option.paramLabel() : names;
    }
    return ((PositionalParamSpec) argument).paramLabel();
  }

  private List<String> commands(CommandSpec command) {
    List<String> lines = new ArrayList<>();
    command
        .subcommands()
        .forEach(
            (name, below) -> {
              lines.add("  " + name);
              String[] said = below.getCommandSpec().usageMessage().description();
              addBelow(lines, INDENT, said.length == 0 ? "" : said[0]);
            });
    return lines;
  }

  private List<String> exitCodes(CommandSpec command) {
    List<String> lines = new ArrayList<>();
    command
        .usageMessage()
        .exitCodeList()
        .forEach(
            (code, meaning) -> {
              List<String> told = new ArrayList<>();
              addBelow(told, "     ", meaning);
              told.set(0, "  %-3s".formatted(code.strip()) + told.get(0).strip());
              lines.addAll(told);
            });
    return lines;
  }

  private void addBelow(List<String> lines, String indent, String text) {
    TextWidth.wrapped(text, width - indent.length()).forEach(line -> lines.add(indent + line));
  }
}
