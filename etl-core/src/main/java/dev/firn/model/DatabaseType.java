package dev.firn.model;

/** The kinds of source database. */
public enum DatabaseType {
  ORACLE,
  POSTGRESQL
}
