package dev.firn.cdc.ledger;

import dev.firn.cdc.event.EventPlace;

/** Of an event of which nobody can tell whether the table has it already. */
final class UnknownOrderException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient EventPlace place;

  UnknownOrderException(EventPlace place, String why) {
    super(why);
    this.place = place;
  }

  EventPlace place() {
    return place;
  }
}
