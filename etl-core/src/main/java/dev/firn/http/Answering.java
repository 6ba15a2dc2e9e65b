package dev.firn.http;

/** Answers a request; several may come at once. */
@FunctionalInterface
public interface Answering {

  Reply answer();
}
