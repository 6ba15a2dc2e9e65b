package dev.firn.model;

/** How a place in a source's log stands to another, in the order in which the source commits. */
public enum LogOrder {
  BEFORE,

  /** What wrote them is the same; a statement that writes several rows at once does that. */
  SAME,

  AFTER,

  /** Nothing that the two say tells it. */
  UNKNOWN
}
