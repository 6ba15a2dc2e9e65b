package dev.firn.terminal;

/**
 * A column of a table of text.
 *
 * @param isRight true for numbers
 * @param rank the columns of the highest rank go first where there is no room for all; 0 stays
 * @param least so narrow it may be cut; 0 if it is not cut
 */
public record Column(String title, boolean isRight, int rank, int least) {

  public static Column text(String title, int rank, int least) {
    return new Column(title, false, rank, least);
  }

  public static Column number(String title, int rank) {
    return new Column(title, true, rank, 0);
  }
}
