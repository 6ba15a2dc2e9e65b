package dev.firn.bulkload;

import dev.firn.job.ConfirmationPrompt;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * How a run talks with its operator.
 *
 * @param out for results
 * @param prompt asked before anything is dropped, or null if the operator has said yes already
 */
record OperatorConsole(PrintStream out, @Nullable ConfirmationPrompt prompt) {

  boolean isTerminal() {
    return prompt != null && prompt.canAsk();
  }
}
