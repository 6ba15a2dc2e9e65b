package dev.firn.architecture;

import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void keepsEveryForeignSystemBehindItsDoor() {
    Architecture.check();
  }
}
