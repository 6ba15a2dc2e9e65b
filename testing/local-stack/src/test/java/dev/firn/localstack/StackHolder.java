package dev.firn.localstack;

import java.nio.file.Path;

/** Starts a stack and waits to be killed; the test's stand-in for a test run that dies. */
final class StackHolder {

  private StackHolder() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalStack stack = LocalStack.in(Path.of(arguments[0])).start();
    System.out.println("UP " + stack.postgres().port());
    Thread.sleep(600_000);
  }
}
