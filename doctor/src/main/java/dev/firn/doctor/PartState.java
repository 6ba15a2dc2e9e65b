package dev.firn.doctor;

import dev.firn.doctor.facts.Part;

/**
 * Whether a part has answered.
 *
 * @param where what was asked
 */
record PartState(Part part, State state, String where) {

  /** How it stands. */
  enum State {
    ANSWERED,
    SILENT,
    NOT_ASKED;

    String text() {
      return switch (this) {
        case ANSWERED -> "answers";
        case SILENT -> "does not answer";
        case NOT_ASKED -> "not asked";
      };
    }
  }
}
