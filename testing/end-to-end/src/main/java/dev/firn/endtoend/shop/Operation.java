package dev.firn.endtoend.shop;

/** What a statement of the workload did to rows of a table. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE,
  KEY_CHANGE,
  TRUNCATE
}
