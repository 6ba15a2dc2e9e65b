package dev.firn.model;

/** What to do with a column of numbers whose declaration does not say how large they are. */
public enum OpenNumbers {
  /** Measure its values and choose a decimal with head-room; text if none fits. */
  MEASURE,
  /** Keep their digits as text. */
  TEXT
}
