package dev.firn.source.oracle.catalog;

/**
 * Something in the way, and the statement that mends it.
 *
 * @param why what is seen, as a sentence without its end
 * @param statement for somebody who may; empty if there is none
 * @param effect what the statement does, as the rest of a sentence that begins with it; where there
 *     is none, the whole of it
 */
public record Obstacle(String why, String statement, String effect) {

  /** As people are told of it in one go. */
  public String sentence() {
    return why + ". " + (statement.isEmpty() ? effect : statement + " " + effect);
  }
}
