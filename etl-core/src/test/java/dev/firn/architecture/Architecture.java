package dev.firn.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The rules of the house as data: the table of packages, the single doors, the names. */
public final class Architecture {

  private static final String SPARK = "org.apache.spark";
  private static final String ICEBERG = "org.apache.iceberg";
  private static final String JACKSON = "com.fasterxml.jackson";
  private static final String PICOCLI = "picocli";

  /** What every package may use. */
  private static final List<String> ANYWHERE =
      List.of("java", "org.jspecify", "org.slf4j", "scala", "dev.firn.fault");

  /** Per package, what it may use beside itself and {@link #ANYWHERE}. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("error", List.of()),
          Map.entry("fault", List.of()),
          Map.entry("model", List.of(core("error"))),
          Map.entry("config", List.of(core("model"), core("error"), "org.yaml.snakeyaml")),
          Map.entry("schema", List.of(core("model"), core("error"), SPARK, JACKSON)),
          Map.entry(
              "extract",
              List.of(
                  core("model"),
                  core("error"),
                  core("config"),
                  core("schema"),
                  SPARK,
                  "org.postgresql")),
          Map.entry("lake", List.of(core("model"), core("error"), SPARK, ICEBERG, JACKSON)),
          Map.entry("status", List.of(core("model"), core("error"), core("lake"), SPARK)),
          Map.entry(
              "job",
              List.of(
                  core("model"),
                  core("error"),
                  core("config"),
                  SPARK,
                  PICOCLI,
                  "org.apache.hadoop.fs")),
          Map.entry("bulkload", List.of("dev.firn", SPARK, PICOCLI, JACKSON)),
          Map.entry(
              "cdc",
              List.of(
                  "dev.firn",
                  SPARK,
                  PICOCLI,
                  JACKSON,
                  "org.apache.kafka",
                  "org.apache.hadoop.fs",
                  "sun.misc",
                  "com.esotericsoftware.kryo.io")),
          Map.entry("validate", List.of("dev.firn", SPARK, PICOCLI, JACKSON)));

  private static final List<String> JOBS = List.of("bulkload", "cdc", "validate");

  private Architecture() {}

  private static String core(String name) {
    return "dev.firn." + name;
  }

  /** The module's own classes, without tests; Maven runs a module's tests in its directory. */
  private static JavaClasses mainClasses() {
    return new ClassFileImporter().importPath(Path.of("target/classes"));
  }

  /** Checks every rule on the classes that are on the class path. */
  public static void check() {
    JavaClasses classes = mainClasses();
    rules().forEach(rule -> rule.allowEmptyShould(true).check(classes));
  }

  static List<ArchRule> rules() {
    List<ArchRule> rules = new ArrayList<>();
    MAY_USE.forEach((name, others) -> rules.add(usesOnly(name, others)));
    JOBS.forEach(job -> rules.add(jobsDoNotKnowEachOther(job)));
    rules.add(door("java.sql and drivers", "extract", "java.sql", "org.postgresql"));
    rules.add(door("the environment", "config", "org.yaml.snakeyaml"));
    rules.add(environmentIsReadInConfigOnly());
    rules.add(onlyCommandsArePublicInJobs());
    rules.add(nobodyExits());
    rules.add(noSessionIsKeptInTheStream());
    rules.add(nothingIsShown());
    rules.add(namesSayWhatThingsAre());
    return rules;
  }

  private static ArchRule usesOnly(String name, List<String> others) {
    List<String> allowed = new ArrayList<>(ANYWHERE);
    allowed.addAll(others);
    allowed.add(core(name));
    return classes()
        .that()
        .resideInAPackage(core(name) + "..")
        .should()
        .onlyDependOnClassesThat(residesIn(allowed))
        .as(name + " may use only " + allowed);
  }

  private static DescribedPredicate<JavaClass> residesIn(List<String> packages) {
    return DescribedPredicate.describe(
        "reside in " + packages,
        type -> {
          String name = type.getBaseComponentType().getPackageName();
          return name.isEmpty()
              || packages.stream()
                  .anyMatch(allowed -> name.equals(allowed) || name.startsWith(allowed + "."));
        });
  }

  private static ArchRule jobsDoNotKnowEachOther(String job) {
    String[] others =
        JOBS.stream()
            .filter(other -> !other.equals(job))
            .map(other -> core(other) + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(core(job) + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  private static ArchRule door(String what, String owner, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(core(owner) + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Arrays.stream(packages).map(name -> name + "..").toArray(String[]::new))
        .as("only " + owner + " knows " + what);
  }

  private static ArchRule environmentIsReadInConfigOnly() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.firn.config..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class);
  }

  private static ArchRule onlyCommandsArePublicInJobs() {
    return classes()
        .that()
        .resideInAnyPackage(JOBS.stream().map(Architecture::core).toArray(String[]::new))
        .and()
        .areTopLevelClasses()
        .and()
        .haveSimpleNameNotEndingWith("Command")
        .should()
        .notHaveModifier(JavaModifier.PUBLIC);
  }

  private static ArchRule nobodyExits() {
    return noClasses().should().callMethod(System.class, "exit", int.class);
  }

  private static ArchRule noSessionIsKeptInTheStream() {
    return noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("dev.firn.cdc..")
        .and()
        .areStatic()
        .should()
        .haveRawType("org.apache.spark.sql.SparkSession");
  }

  private static ArchRule nothingIsShown() {
    return noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "print data frames",
                call ->
                    call.getTargetOwner().getName().startsWith("org.apache.spark.sql")
                        && List.of("show", "printSchema", "explain").contains(call.getName())));
  }

  private static ArchRule namesSayWhatThingsAre() {
    return noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Processor")
        .orShould()
        .haveSimpleNameEndingWith("Handler")
        .orShould()
        .haveSimpleNameEndingWith("Constants");
  }
}
