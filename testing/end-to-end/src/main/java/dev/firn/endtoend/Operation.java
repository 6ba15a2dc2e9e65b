package dev.firn.endtoend;

/** What a statement of the workload did to rows of a table. */
enum Operation {
  INSERT,
  UPDATE,
  DELETE,
  KEY_CHANGE,
  TRUNCATE
}
