package dev.firn.query;

import dev.firn.error.FirnException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;

/** Reads statements from a terminal, with a history, until Ctrl+D. */
final class SqlPrompt {

  private static final String PROMPT = "firn> ";
  private static final String MORE = "   -> ";
  private static final String HISTORY = ".firn_sql_history";
  private static final Set<String> FAREWELLS = Set.of("EXIT", "QUIT");

  /** What a shell reports for a process that Ctrl+C has ended. */
  private static final int INTERRUPTED = 130;

  private final LakeSession session;
  private final ResultWriter results;

  SqlPrompt(LakeSession session, ResultWriter results) {
    this.session = session;
    this.results = results;
  }

  /** On the terminal of this process. */
  void run(String greeting) {
    try (Terminal terminal = TerminalBuilder.builder().system(true).provider("exec").build()) {
      terminal.writer().println(greeting);
      read(terminal, Path.of(System.getProperty("user.home"), HISTORY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void read(Terminal terminal, Path history) {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .variable(LineReader.HISTORY_FILE, history)
            // In SQL an exclamation mark is one.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    StringBuilder typed = new StringBuilder();
    while (true) {
      try {
        typed.append(reader.readLine(typed.isEmpty() ? PROMPT : MORE)).append('\n');
      } catch (UserInterruptException e) {
        typed.setLength(0);
        continue;
      } catch (EndOfFileException e) {
        return;
      }
      SqlText text = SqlText.of(typed.toString());
      if (text.all().size() == 1 && FAREWELLS.contains(text.all().get(0).firstWord())) {
        return;
      }
      text.statements().forEach(statement -> run(statement, terminal));
      typed.setLength(0);
      if (!text.rest().isEmpty()) {
        typed.append(text.rest().text()).append('\n');
      }
    }
  }

  /** The first Ctrl+C ends the statement, the second one everything. */
  private void run(Statement statement, Terminal terminal) {
    AtomicBoolean isCancelled = new AtomicBoolean();
    Thread running = Thread.currentThread();
    SignalHandler before =
        terminal.handle(
            Signal.INT,
            received -> {
              if (isCancelled.getAndSet(true)) {
                Runtime.getRuntime().halt(INTERRUPTED);
              }
              terminal.writer().println("Ending the statement; Ctrl+C once more ends the session");
              terminal.writer().flush();
              session.cancel();
              // What is no job of Spark's yet.
              running.interrupt();
            });
    long begin = System.nanoTime();
    try {
      session.run(statement, results::write);
      terminal.writer().printf("%.1f s%n%n", (System.nanoTime() - begin) / 1e9);
    } catch (FirnException e) {
      terminal.writer().println(isCancelled.get() ? "Cancelled." : e.getMessage());
    } finally {
      terminal.handle(Signal.INT, before);
      if (isCancelled.get()) {
        // A job that has begun in between.
        session.cancel();
        var unused = Thread.interrupted();
      }
    }
    terminal.writer().flush();
  }
}
