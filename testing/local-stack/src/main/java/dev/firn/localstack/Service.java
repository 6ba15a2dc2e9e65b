package dev.firn.localstack;

/** The parts of the stack. */
public enum Service {
  POSTGRES,
  KAFKA,
  CONNECT
}
