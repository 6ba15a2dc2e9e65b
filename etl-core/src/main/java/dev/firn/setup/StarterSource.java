package dev.firn.setup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A source as it is asked for, before its database was seen.
 *
 * @param keys of the source, with their values, in the order of the file
 * @param connection the same of database_connection
 */
record StarterSource(String name, Map<String, String> keys, Map<String, String> connection) {

  StarterSource {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    connection = Collections.unmodifiableMap(new LinkedHashMap<>(connection));
  }
}
