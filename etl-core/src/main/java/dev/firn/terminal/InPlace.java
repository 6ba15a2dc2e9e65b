package dev.firn.terminal;

import java.io.PrintStream;
import java.util.List;

/** Lines that are written over each other, below what was printed before. */
public final class InPlace {

  private final PrintStream out;
  private int shown;

  public InPlace(PrintStream out) {
    this.out = out;
  }

  /** Shows these lines, which must not be wider than the terminal, where the last ones were. */
  public synchronized void show(List<String> lines) {
    clear();
    lines.forEach(line -> out.print(line + "\n"));
    shown = lines.size();
    out.flush();
  }

  /** Takes them away, so that others can be printed there. */
  public synchronized void clear() {
    if (shown > 0) {
      out.print("\033[" + shown + "A\r\033[J");
      shown = 0;
    }
    out.flush();
  }

  /** Leaves them where they are. */
  public synchronized void keep() {
    shown = 0;
  }
}
