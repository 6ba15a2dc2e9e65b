package dev.firn.doctor.facts;

import java.util.Locale;

/** A part of a pipeline that can be away by itself. */
public enum Part {
  SOURCE,
  KAFKA,
  CONNECT,
  LAKE;

  /** As people and programs read it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
