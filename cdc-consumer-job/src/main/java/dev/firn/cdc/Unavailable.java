package dev.firn.cdc;

/** Stands in an image for a value that the event did not carry; the row keeps the one it has. */
enum Unavailable {
  VALUE
}
