package dev.firn.health;

import java.util.List;

/**
 * One thing that is looked at. It changes nothing, and what it cannot see it passes over or fails
 * at, which is a finding too.
 *
 * @param <S> what it looks at
 */
public interface Probe<S> {

  /** Its part of the pipeline and what it looks at, such as {@code source.wal-level}. */
  String name();

  /** What it finds, as a phrase for a table of documents. */
  String finds();

  /** What is to be told; empty if all is well. */
  List<Finding> look(S subject) throws Exception;
}
