package dev.firn.job;

import java.io.Console;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks a person before something is dropped; without a person, only an explicit yes goes on. */
public final class ConfirmationPrompt {

  private static final String WORD = "YES";

  private final @Nullable Supplier<String> answers;

  ConfirmationPrompt(@Nullable Supplier<String> answers) {
    this.answers = answers;
  }

  public static ConfirmationPrompt onTerminal() {
    Console console = System.console();
    return new ConfirmationPrompt(
        console == null ? null : () -> String.valueOf(console.readLine("Type YES to go on: ")));
  }

  /** True if there is somebody to ask. */
  public boolean canAsk() {
    return answers != null;
  }

  /** True if the word YES was typed, in capitals. */
  public boolean isConfirmed() {
    return answers != null && WORD.equals(answers.get().trim());
  }
}
