package dev.firn.source.oracle.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tables that the server makes for itself in the schema of a user, by their names. */
final class SystemTables {

  private static final Map<Pattern, String> REASONS = new LinkedHashMap<>();

  static {
    on("BIN\\$.*", "it is in the recycle bin");
    on("MLOG\\$_.*|RUPD\\$_.*", "it is the log of a materialized view");
    on("SYS_IOT_OVER_\\d+|SYS_IOT_MAP_\\d+", "it is a part of an index-organized table");
    on("SYS_NT.*==|SYSNT.*==", "it holds the nested tables of another");
    on("DR\\$.*\\$[A-Z]+", "it belongs to a text index");
    on("MDRT_.*\\$|MDXT_.*\\$.*|MDRS_.*\\$", "it belongs to a spatial index");
    on("AQ\\$_.*", "it belongs to a queue");
    on("CMP[1-4]\\$\\d+|DBMS_TABCOMP_TEMP_.*", "it is a remainder of the compression advisor");
    on("SYS_FBA_.*", "it belongs to a flashback archive");
    on("SYS_RESERVJRNL_\\d+", "it is the journal of reservations of another table");
    on(
        "SYS_(EX|IM)PORT_(FULL|SCHEMA|TABLE|TABLESPACE|TRANSPORTABLE)_\\d+",
        "it is of a job of Data Pump");
    on("VECTOR\\$.+\\$(IVF|HNSW)_.*", "it belongs to a vector index");
    on("SYS_JOURNAL_\\d+", "it is a remainder of an index that was built online");
  }

  private SystemTables() {}

  private static void on(String names, String reason) {
    REASONS.put(Pattern.compile(names), reason);
  }

  static @Nullable String reason(String name) {
    return REASONS.entrySet().stream()
        .filter(known -> known.getKey().matcher(name).matches())
        .map(Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
