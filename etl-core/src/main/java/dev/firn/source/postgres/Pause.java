package dev.firn.source.postgres;

/** Between two looks at what others do. */
final class Pause {

  private Pause() {}

  static void second() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the source", e);
    }
  }
}
