package dev.firn.endtoend.demo;

/** A step of the demo failed in a way that its message explains. */
final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoException(String message) {
    super(message);
  }
}
