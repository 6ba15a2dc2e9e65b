package dev.firn.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextGridTest {

  private static TextGrid grid() {
    TextGrid grid =
        new TextGrid(
            List.of(
                Column.text("state", 0, 0),
                Column.text("table", 0, 6),
                Column.number("rows", 1),
                Column.text("position", 2, 0)));
    grid.add(
        List.of(
            Cell.of("followed", Tone.GOOD),
            Cell.of("orders_of_all_years"),
            Cell.of("1,204"),
            Cell.of("0/1A2B3C4D")));
    grid.add(List.of(Cell.of("failed", Tone.BAD), Cell.of("notes"), Cell.of("-"), Cell.of("-")));
    return grid;
  }

  @Test
  void withoutATerminalNothingIsLeftOut() {
    assertThat(grid().lines(0, false))
        .containsExactly(
            "state     table                 rows  position",
            "followed  orders_of_all_years  1,204  0/1A2B3C4D",
            "failed    notes                    -  -");
  }

  @Test
  void inANarrowTerminalNamesAreCutBeforeColumnsGo() {
    assertThat(grid().lines(40, false))
        .containsExactly(
            "state     table         rows  position",
            "followed  orders_of_…  1,204  0/1A2B3C4D",
            "failed    notes            -  -");
    assertThat(grid().lines(25, false))
        .containsExactly(
            "state     table      rows", "followed  orders_…  1,204", "failed    notes         -");
    assertThat(grid().lines(18, false))
        .containsExactly("state     table", "followed  orders_…", "failed    notes");
  }

  @Test
  void columnsOfOneTitleHaveAWidthEach() {
    TextGrid grid = new TextGrid(List.of(Column.text("id", 0, 4), Column.text("id", 0, 4)));
    grid.add(List.of(Cell.of("7"), Cell.of("of the other table")));
    assertThat(grid.lines(0, false)).containsExactly("id  id", "7   of the other table");
    assertThat(grid.lines(11, false)).containsExactly("id  id", "7   of the…");
    assertThat(grid.fits(8)).isTrue();
    assertThat(grid.fits(7)).isFalse();
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (int width = 16; width < 60; width++) {
      int widest = width;
      assertThat(grid().lines(width, false))
          .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(widest));
    }
  }

  @Test
  void coloursTakeNoPlace() {
    assertThat(grid().lines(40, true).get(1))
        .isEqualTo("\033[32mfollowed\033[0m  orders_of_…  1,204  0/1A2B3C4D");
  }

  @Test
  void wideCharactersTakeTwoPlacesAndMarksNone() {
    assertThat(TextWidth.of("注文")).isEqualTo(4);
    assertThat(TextWidth.of("e\u0301")).isEqualTo(1);
    TextGrid grid = new TextGrid(List.of(Column.text("table", 0, 0), Column.number("n", 0)));
    grid.add(List.of(Cell.of("注文"), Cell.of("1")));
    assertThat(grid.lines(0, false)).containsExactly("table  n", "注文   1");
    assertThat(TextWidth.cut("注文表", 4)).isEqualTo("注…");
  }

  @Test
  void whatATerminalWouldObeyIsWrittenOut() {
    assertThat(Cell.of("a\033[2Jb\nc\u202Ed").text()).isEqualTo("a\\u001b[2Jb\\u000ac\\u202ed");
  }

  @Test
  void textIsBrokenAtBlanksAndLongWordsWhereTheLineEnds() {
    assertThat(TextWidth.wrapped("the source  has\nno table abcdefghijkl", 10))
        .containsExactly("the source", "has no", "table", "abcdefghij", "kl");
    assertThat(TextWidth.wrapped("the source has no table", 0))
        .containsExactly("the source has no table");
    assertThat(TextWidth.wrapped("", 10)).containsExactly("");
  }

  @Test
  void aTerminalThatDoesNotKnowItsSizeSaysNone() {
    assertThat(Terminal.parse("24 80\n")).contains(new Terminal.Size(24, 80));
    assertThat(Terminal.parse("0 0\n")).isEmpty();
    assertThat(Terminal.parse("stty: standard input: no tty")).isEmpty();
  }

  @Test
  void aDumbTerminalIsNeitherColouredNorRedrawn() {
    assertThat(Terminal.of(true, "dumb", true)).isEqualTo(new Terminal(true, false, false));
    assertThat(Terminal.of(true, "xterm", false)).isEqualTo(new Terminal(true, false, true));
    assertThat(Terminal.of(false, "xterm", true)).isEqualTo(new Terminal(false, false, false));
  }
}
