package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What hides rows of tables from a user who may read them, or shows him other values: policies, and
 * damaged blocks that are passed over. That of a table is that of each view of it.
 */
final class Veils {

  private static final String EXEMPT_FROM_ROW_POLICIES = "EXEMPT ACCESS POLICY";

  private final Dictionary dictionary;
  private final String user;
  private final OracleVersion server;

  private final Map<String, Set<String>> privileges = new HashMap<>();
  private final Map<TableId, Set<String>> rowPolicies = new HashMap<>();
  private final Map<TableId, Set<String>> redactions = new HashMap<>();
  private final Map<TableId, ViewSources.Shown> shown = new HashMap<>();
  private final Set<TableId> skipping = new HashSet<>();
  private boolean redactionsAreHidden;

  Veils(Dictionary dictionary, String user, OracleVersion server) {
    this.dictionary = dictionary;
    this.user = user;
    this.server = server;
  }

  /** The privileges that a user has on all tables of a schema. */
  interface SystemPrivileges {
    Set<String> on(String schema) throws SQLException;
  }

  /** Policies that change values, by table; empty if the user may not look. */
  static Optional<Map<String, Set<String>>> redactions(Dictionary dictionary, String schema)
      throws SQLException {
    try {
      return Optional.of(
          dictionary
              .read(
                  DictionaryStatements.REDACTION_POLICIES,
                  row ->
                      Dictionary.text(row, "ENABLE").strip().equals("YES")
                          ? Map.entry(
                              Dictionary.text(row, "OBJECT_NAME"),
                              Dictionary.text(row, "POLICY_NAME"))
                          : Map.entry("", ""),
                  schema)
              .stream()
              .collect(ReadPrivileges.GROUPED));
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  void lookAt(Collection<TableId> relations, SystemPrivileges system) throws SQLException {
    ViewSources sources = ViewSources.of(dictionary, relations);
    Set<TableId> all = new HashSet<>();
    for (TableId relation : relations) {
      ViewSources.Shown below = sources.shownBy(relation);
      shown.put(relation, below);
      all.addAll(below.relations());
    }
    Set<TableId> seen = new HashSet<>();
    for (Map.Entry<String, Set<String>> names : ViewSources.bySchema(all).entrySet()) {
      String schema = names.getKey();
      privileges.put(schema, system.on(schema));
      ask(DictionaryStatements.ROW_POLICIES, "OBJECT_NAME", "POLICY_NAME", names)
          .forEach((name, policies) -> rowPolicies.put(new TableId(schema, name), policies));
      ask(DictionaryStatements.SKIPPED_BLOCKS, "TABLE_NAME", "SKIP_CORRUPT", names)
          .forEach(
              (name, skips) -> {
                seen.add(new TableId(schema, name));
                if (skips.contains("ENABLED")) {
                  skipping.add(new TableId(schema, name));
                }
              });
      Optional<Map<String, Set<String>>> changing = redactions(dictionary, schema);
      redactionsAreHidden |= changing.isEmpty();
      changing
          .orElseGet(Map::of)
          .forEach((name, policies) -> redactions.put(new TableId(schema, name), policies));
    }
    shown.replaceAll((relation, below) -> withoutUnseen(below, seen, sources, relation));
  }

  /** The dictionary does not name the policies of what the user may see through views only. */
  private static ViewSources.Shown withoutUnseen(
      ViewSources.Shown below, Set<TableId> seen, ViewSources sources, TableId relation) {
    Set<TableId> hidden = new TreeSet<>(Comparator.comparing(TableId::toString));
    hidden.addAll(below.hidden());
    below.relations().stream()
        .filter(each -> !each.equals(relation) && !sources.isView(each) && !seen.contains(each))
        .forEach(hidden::add);
    return new ViewSources.Shown(below.relations(), hidden);
  }

  private Map<String, Set<String>> ask(
      String sql, String key, String value, Map.Entry<String, Set<String>> names)
      throws SQLException {
    return Names.of(names.getValue())
        .ask(
            dictionary,
            sql,
            row -> Map.entry(Dictionary.text(row, key), Dictionary.text(row, value)),
            names.getKey())
        .stream()
        .collect(ReadPrivileges.GROUPED);
  }

  /** Why what is read of a relation may not be what it has, and what to do; empty if nothing. */
  Optional<Obstacle> find(TableId relation) {
    ViewSources.Shown below =
        shown.getOrDefault(relation, new ViewSources.Shown(Set.of(), Set.of()));
    for (TableId each : below.relations()) {
      String of = each.equals(relation) ? "" : " of " + each;
      if (rowPolicies.containsKey(each) && !isExempt(each, EXEMPT_FROM_ROW_POLICIES)) {
        return Optional.of(
            new Obstacle(
                "policy %s%s may hide rows from user %s"
                    .formatted(names(rowPolicies, each), of, user),
                "GRANT EXEMPT ACCESS POLICY TO " + SqlName.quoted(user),
                "shows them"));
      }
      if (redactions.containsKey(each) && !isExemptFromRedaction(each)) {
        return Optional.of(
            new Obstacle(
                "policy %s%s may show user %s other values than there are"
                    .formatted(names(redactions, each), of, user),
                "GRANT EXEMPT REDACTION POLICY TO " + SqlName.quoted(user),
                "shows those"));
      }
      if (skipping.contains(each)) {
        return Optional.of(skips(each, of));
      }
    }
    if (!below.hidden().isEmpty()
        && !(isExempt(relation, EXEMPT_FROM_ROW_POLICIES) && isExemptFromRedaction(relation))) {
      return Optional.of(
          new Obstacle(
              "it shows rows of %s, and user %s may not look whether policies of those hide rows or change values"
                  .formatted(
                      below.hidden().stream()
                          .map(TableId::toString)
                          .collect(Collectors.joining(", ")),
                      user),
              "GRANT EXEMPT ACCESS POLICY, EXEMPT REDACTION POLICY TO " + SqlName.quoted(user),
              "lets it be read, and so does GRANT SELECT ON each of them"));
    }
    return redactionsMayBeThere(below)
        ? Optional.of(
            new Obstacle(
                "user %s may not look whether its values are redacted".formatted(user),
                "GRANT SELECT ON SYS.REDACTION_POLICIES TO " + SqlName.quoted(user),
                "lets it be checked, GRANT EXEMPT REDACTION POLICY TO %s has them shown as they are"
                    .formatted(SqlName.quoted(user))))
        : Optional.empty();
  }

  /** Releases before 12.1 may have neither the view nor the privilege: there it is only said. */
  private boolean redactionsMayBeThere(ViewSources.Shown below) {
    return redactionsAreHidden
        && server.isAtLeast(OracleVersion.V12_1)
        && !below.relations().stream().allMatch(this::isExemptFromRedaction);
  }

  private static Obstacle skips(TableId table, String of) {
    return new Obstacle(
        "reads" + of + " pass over damaged blocks, so that their rows would be missing",
        "BEGIN DBMS_REPAIR.SKIP_CORRUPT_BLOCKS(%s, %s, FLAGS => DBMS_REPAIR.NOSKIP_FLAG); END;"
            .formatted(SqlName.literal(table.schema()), SqlName.literal(table.name())),
        "ends that");
  }

  private static String names(Map<TableId, Set<String>> policies, TableId table) {
    return String.join(", ", policies.getOrDefault(table, Set.of()));
  }

  private boolean isExemptFromRedaction(TableId table) {
    return isExempt(table, ReadPrivileges.EXEMPT_FROM_REDACTION);
  }

  private boolean isExempt(TableId table, String privilege) {
    return privileges.getOrDefault(table.schema(), Set.of()).contains(privilege);
  }
}
