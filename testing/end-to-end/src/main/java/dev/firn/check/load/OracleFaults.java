package dev.firn.check.load;

import dev.firn.check.load.OracleSource.Fault;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.program.WorkDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Has the server fail with each code at each step of a load: it must end as it was designed to, say
 * which failure it was and what to do, and never leave a table in the lake that is not the
 * source's.
 */
final class OracleFaults {

  /** In every statement that reads rows of that table. */
  private static final String ROWS = "\"shop\".\"plain\"";

  private static final int ALWAYS = 100_000;

  /** What a code means. */
  private enum Meaning {
    RETRY,
    NEW_INSTANT,
    OF_THE_TABLE,
    OF_THE_LOGIN
  }

  /**
   * A code, and what it means.
   *
   * @param fix a part of what the message says is to be done
   */
  private record Code(int number, boolean isReported, Meaning meaning, String fix) {

    String shown() {
      return "ORA-%05d".formatted(number);
    }
  }

  private static final List<Code> CODES =
      List.of(
          new Code(1555, false, Meaning.NEW_INSTANT, "raise UNDO_RETENTION"),
          new Code(1555, true, Meaning.NEW_INSTANT, "raise UNDO_RETENTION"),
          new Code(22924, false, Meaning.NEW_INSTANT, "raise RETENTION or PCTVERSION"),
          new Code(1466, false, Meaning.NEW_INSTANT, "altered, emptied or moved"),
          new Code(942, false, Meaning.OF_THE_TABLE, "GRANT SELECT ON"),
          new Code(1031, false, Meaning.OF_THE_TABLE, "SELECT and FLASHBACK"),
          new Code(997, false, Meaning.OF_THE_TABLE, "handle_long_columns"),
          new Code(12541, false, Meaning.RETRY, "Check host and port"),
          new Code(3113, false, Meaning.RETRY, "end-of-file"),
          new Code(28000, false, Meaning.OF_THE_LOGIN, "ACCOUNT UNLOCK"),
          new Code(1017, false, Meaning.OF_THE_LOGIN, "Check username and password"));

  private final OracleSource oracle;
  private int cases;
  private int wrong;

  OracleFaults(OracleSource oracle) {
    this.oracle = oracle;
  }

  int cases() {
    return cases;
  }

  /** How many cases have not ended as they should, of all, or of every so many. */
  int wrong(int every) throws Exception {
    List<Case> all = all();
    try (RepeatedLoads loads = oracle.loads("")) {
      for (int i = 0; i < all.size(); i += every) {
        run(all.get(i), loads);
      }
    }
    return wrong;
  }

  /**
   * One failure.
   *
   * @param codes with which the load may end
   * @param said what it must say if it does not end well
   */
  private record Case(String name, Fault fault, Set<Integer> codes, List<String> said) {}

  private static List<Case> all() {
    List<Case> all = new ArrayList<>();
    for (Code code : CODES) {
      List<String> said = List.of(code.shown(), code.fix());
      all.add(of("the first login", code, "LOGIN", "", 1, ALWAYS, Set.of(4), said));
      all.add(of("the dictionary", code, "QUERY", "FROM ALL_TAB_COLS", 1, ALWAYS, Set.of(4), said));
      // Who may not read the view is asked for the SCN by a function.
      boolean isHidden = code.number() == 942 || code.number() == 1031;
      all.add(
          of(
              "the SCN",
              code,
              "QUERY",
              "(CURRENT_SCN)",
              1,
              ALWAYS,
              isHidden ? Set.of(0) : Set.of(4),
              said));
      boolean passes = code.meaning() == Meaning.RETRY || code.meaning() == Meaning.NEW_INSTANT;
      Set<Integer> once = Set.of(passes ? 0 : 5);
      all.add(of("the first slice", code, "QUERY", ROWS, 1, 1, once, said));
      all.add(of("a row", code, "ROW", ROWS, 100, 1, once, said));
      all.add(of("all slices", code, "QUERY", ROWS, 1, ALWAYS, Set.of(5), said));
      all.add(of("all rows", code, "ROW", ROWS, 100, ALWAYS, Set.of(5), said));
    }
    for (int login = 2; login <= 20; login++) {
      String name = "login " + login;
      all.add(of(name, CODES.get(7), "LOGIN", "", login, 1, Set.of(0, 4), List.of("ORA-12541")));
      all.add(
          of(
              name + " and all later ones",
              CODES.get(9),
              "LOGIN",
              "",
              login,
              ALWAYS,
              Set.of(0, 4, 5, 6),
              List.of("ORA-28000")));
    }
    return all;
  }

  private static Case of(
      String where,
      Code code,
      String step,
      String part,
      int nth,
      int times,
      Set<Integer> codes,
      List<String> said) {
    return new Case(
        "%s%s at %s, %d times"
            .formatted(code.shown(), code.isReported() ? " reported" : "", where, times),
        new Fault(step, part, nth, times, code.number(), code.isReported()),
        codes,
        said);
  }

  private void run(Case one, RepeatedLoads loads) throws Exception {
    WorkDirectory.delete(oracle.source().home().resolve("lakehouse"));
    oracle.fail(one.fault());
    RepeatedLoads.Result result;
    try {
      result = loads.load("--source", Bank.SOURCE, "--parallel-tables", "3");
    } finally {
      oracle.forgetFaults();
    }
    String problem = problem(one, result);
    cases++;
    if (!problem.isEmpty()) {
      wrong++;
      System.out.println(one.name() + ": " + problem + "\n" + result.output());
    }
  }

  private String problem(Case one, RepeatedLoads.Result result) throws Exception {
    if (!one.codes().contains(result.exitCode())) {
      return "ended with " + result.exitCode() + ", expected " + one.codes();
    }
    for (String said : result.exitCode() == 0 ? List.<String>of() : one.said()) {
      if (!result.output().contains(said)) {
        return "says nothing of \"" + said + "\"";
      }
    }
    if (!java.nio.file.Files.exists(oracle.source().home().resolve("lakehouse/catalog.db"))) {
      return "";
    }
    LakeReader lake = new LakeReader(oracle.source().home(), ShopSource.NAMESPACE);
    List<String> loaded = Bank.TABLES.stream().filter(lake::hasTable).toList();
    if (result.exitCode() == 0 && loaded.size() < Bank.TABLES.size()) {
      return "the lake has only " + loaded;
    }
    return OracleKillPoints.differences(oracle.source(), loaded);
  }
}
