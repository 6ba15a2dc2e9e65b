package dev.firn.terminal;

import java.io.PrintStream;
import java.util.List;

/** A screen of its own beside what was printed before, redrawn without flickering. */
public final class LiveScreen implements AutoCloseable {

  private static final String BEGIN = "\033[?1049h\033[?25l\033[H\033[2J";
  private static final String END = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String CLEAR_LINE = "\033[K";
  private static final String CLEAR_REST = "\033[J";

  private final PrintStream out;
  private boolean isOpen;

  private LiveScreen(PrintStream out) {
    this.out = out;
  }

  public static LiveScreen open(PrintStream out) {
    LiveScreen screen = new LiveScreen(out);
    screen.isOpen = true;
    out.print(BEGIN);
    out.flush();
    return screen;
  }

  /** Shows so many of the lines as there is room for, and says how many are not. */
  public synchronized void show(List<String> lines, int rows) {
    if (!isOpen) {
      return;
    }
    out.print(HOME);
    int room = Math.max(1, rows - 1);
    boolean isCut = lines.size() > room;
    for (String line : lines.subList(0, isCut ? room - 1 : lines.size())) {
      out.print(line + CLEAR_LINE + "\n");
    }
    if (isCut) {
      out.print((lines.size() - room + 1) + " more lines" + CLEAR_LINE + "\n");
    }
    out.print(CLEAR_REST);
    out.flush();
  }

  /** Brings back what was on the terminal before. */
  @Override
  public synchronized void close() {
    if (isOpen) {
      isOpen = false;
      out.print(END);
      out.flush();
    }
  }
}
