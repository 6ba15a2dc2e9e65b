package dev.firn.job;

import dev.firn.error.ExitCode;
import dev.firn.terminal.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How commands explain themselves: as they are typed, with what they end with, and with sentences
 * that are broken where the terminal ends and not where a line of the source does.
 */
final class HelpText {

  private static final String PROGRAM = "firn ";
  private static final String INDENT = "  ";

  private HelpText() {}

  /**
   * Completes the help of a command and of those below it.
   *
   * @param codes with which they end
   */
  static void complete(CommandLine line, ExitCode... codes) {
    String name = line.getCommandSpec().name();
    line.setCommandName(PROGRAM + name);
    complete(line, name, exitCodes(codes));
    line.setHelpFactory(FlowingHelp::new);
    int width = Terminal.find().width();
    if (width > 0 && width < NarrowHelp.ENOUGH) {
      new NarrowHelp(width).apply(line);
    }
  }

  private static Map<String, String> exitCodes(ExitCode... codes) {
    Map<String, String> told = new LinkedHashMap<>();
    for (ExitCode code : codes) {
      told.put(" " + code.code(), code.meaning());
    }
    told.put(String.valueOf(Interruption.CODE), Interruption.MEANING);
    return told;
  }

  /** The lines as they are. */
  static String footer(Help help) {
    return Arrays.stream(help.commandSpec().usageMessage().footer())
        .map(text -> help.colorScheme().text(text.formatted()) + "\n")
        .collect(Collectors.joining());
  }

  private static void complete(CommandLine line, String root, Map<String, String> codes) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.exitCodeList(codes);
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.description(flowing(usage.description()));
    usage.footer(
        Arrays.stream(usage.footer())
            .map(
                text ->
                    text.startsWith(INDENT + root)
                        ? INDENT + PROGRAM + text.substring(INDENT.length())
                        : text)
            .toArray(String[]::new));
    // Examples are there to be pasted: where they end, the terminal may break them, and nobody
    // else.
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpText::footer);
    line.getSubcommands().values().forEach(below -> complete(below, root, codes));
  }

  /** Lines of one paragraph as one; those that are indented stay as they are. */
  static String[] flowing(String... lines) {
    List<String> paragraphs = new ArrayList<>();
    boolean goesOn = false;
    for (String line : lines) {
      boolean isIndented = line.startsWith(" ");
      if (goesOn && !isIndented) {
        int last = paragraphs.size() - 1;
        paragraphs.set(last, paragraphs.get(last) + " " + line);
      } else {
        paragraphs.add(line);
      }
      goesOn = !isIndented;
    }
    return paragraphs.toArray(String[]::new);
  }

  /** What options say flows, too. */
  private static final class FlowingHelp extends Help {

    FlowingHelp(CommandSpec command, ColorScheme scheme) {
      super(command, scheme);
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
      IOptionRenderer usual = super.createDefaultOptionRenderer();
      return (option, labels, scheme) ->
          usual.render(
              OptionSpec.builder(option).description(flowing(option.description())).build(),
              labels,
              scheme);
    }

    @Override
    public IParameterRenderer createDefaultParameterRenderer() {
      IParameterRenderer usual = super.createDefaultParameterRenderer();
      return (parameter, labels, scheme) ->
          usual.render(
              PositionalParamSpec.builder(parameter)
                  .description(flowing(parameter.description()))
                  .build(),
              labels,
              scheme);
    }
  }
}
