package dev.firn.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.firn.error.FirnException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules of the house as data: the table of packages, the single doors, the names. */
public final class Architecture {

  /** What every room may use. */
  private static final List<String> ANYWHERE =
      List.of("java", "org.jspecify", "org.slf4j", "scala");

  private static final List<String> JOBS =
      List.of("bulkload", "cdc", "validate", "query", "doctor");

  private Architecture() {}

  /** Checks every rule on the classes of the module; Maven runs its tests in its directory. */
  public static void check() {
    // What others' classes inherit matters of these alone, and to look all of them up takes long.
    ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
    ArchConfiguration.get().setClassResolverArguments("dev.firn", "org.apache.iceberg");
    ClassFileImporter importer = new ClassFileImporter();
    JavaClasses classes = importer.importPath(Path.of("target/classes"));
    JavaClasses withTests =
        importer.importPaths(Path.of("target/classes"), Path.of("target/test-classes"));
    List<String> violations = new ArrayList<>();
    for (ArchRule rule : rules()) {
      violations.addAll(violations(rule, classes));
    }
    violations.addAll(violations(doorsOfJobsAreUsed(), withTests));
    violations.addAll(namesOfOneDatabase(Path.of("src/main/java")));
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join("\n", violations));
    }
  }

  /** A database's folder, and the names that stand nowhere else. */
  private record Database(String name, String folder, Pattern names) {
    private static final List<Database> ALL =
        List.of(
            new Database("PostgreSQL", "postgres", "Postgres|Lsn|org\\.postgresql"),
            new Database("Oracle", "oracle", "Oracle[A-Z]|Scn|oracle\\.(?!com)"));

    private Database(String name, String folder, String names) {
      this(name, folder, Pattern.compile(names));
    }

    private Stream<String> violations(Path sources, Path file) {
      return file.startsWith(Path.of("dev/firn/source", folder))
          ? Stream.empty()
          : linesWith(sources.resolve(file))
              .map(line -> "only source." + folder + " names " + name + ": " + file + ": " + line);
    }

    private Stream<String> linesWith(Path file) {
      try {
        return Files.readAllLines(file).stream()
            .filter(line -> names.matcher(line).find())
            .map(String::strip);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Code outside of a database's folder that names what only that database has. */
  private static List<String> namesOfOneDatabase(Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(sources::relativize)
          .flatMap(file -> Database.ALL.stream().flatMap(known -> known.violations(sources, file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> violations(ArchRule rule, JavaClasses classes) {
    return rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails().stream()
        .map(detail -> rule.getDescription() + ": " + detail)
        .toList();
  }

  static List<ArchRule> rules() {
    List<ArchRule> rules = new ArrayList<>();
    Rooms.ALL.forEach(room -> rules.add(importsWhatItsRowSays(room)));
    rules.add(everyPackageIsARoom());
    rules.add(door("java.sql and drivers", "source", "java.sql", "org.postgresql", "oracle"));
    rules.add(door("PostgreSQL", "source.postgres", Room.FIRN + "source.postgres"));
    rules.add(door("Oracle", "source.oracle", Room.FIRN + "source.oracle"));
    rules.add(door("Iceberg", "lake", "org.apache.iceberg"));
    rules.add(door("YAML", "config", "org.yaml.snakeyaml"));
    rules.add(door("OpenLineage", "lineage", "io.openlineage"));
    rules.add(door("Vault's client", "config.store", "io.github.jopenlibs"));
    rules.add(commitsPassThroughOneDoor());
    rules.add(environmentIsReadInConfigOnly());
    rules.add(nobodyExits());
    rules.add(noSessionIsKeptInTheStream());
    rules.add(nothingIsShown());
    rules.add(whatCanGoWrongIsInCatalogues());
    rules.add(namesSayWhatThingsAre());
    return rules;
  }

  private static ArchRule importsWhatItsRowSays(Room room) {
    List<String> rooms = new ArrayList<>(List.of(room.packageName(), Room.FIRN + "fault"));
    room.rooms().forEach(name -> rooms.add(Room.FIRN + name));
    List<String> libraries = new ArrayList<>(ANYWHERE);
    libraries.addAll(room.libraries());
    return classes()
        .that()
        .resideInAPackage(room.packageName())
        .should()
        .onlyDependOnClassesThat(areIn(rooms, libraries))
        .as(room.name() + " may import only " + rooms + " and " + libraries);
  }

  /** Rooms are meant exactly, so that none lets its neighbours in; libraries with all they have. */
  private static DescribedPredicate<JavaClass> areIn(List<String> rooms, List<String> libraries) {
    return DescribedPredicate.describe(
        "are in " + rooms + " or " + libraries,
        type -> {
          String name = type.getBaseComponentType().getPackageName();
          return name.isEmpty()
              || rooms.contains(name)
              || libraries.stream()
                  .anyMatch(library -> name.equals(library) || name.startsWith(library + "."));
        });
  }

  private static ArchRule everyPackageIsARoom() {
    return classes()
        .should(
            satisfy(
                "be in a package of the table of rooms",
                type ->
                    type.getSimpleName().equals("package-info")
                        || Rooms.find(type.getPackageName()).isPresent()));
  }

  /**
   * What is public in a job is called from another of its rooms, or is how the job is started.
   * Everything else stays behind the door.
   */
  private static ArchRule doorsOfJobsAreUsed() {
    return classes()
        .that()
        .resideInAnyPackage(JOBS.stream().map(job -> Room.FIRN + job + "..").toArray(String[]::new))
        .and()
        .areTopLevelClasses()
        .and()
        .arePublic()
        .and()
        .haveSimpleNameNotEndingWith("Command")
        .and()
        .doNotHaveSimpleName("package-info")
        .and(describe("are no tests", type -> !isOfTests(type)))
        .should(
            satisfy(
                "be called from another package",
                type ->
                    type.getDirectDependenciesToSelf().stream()
                        .anyMatch(
                            call ->
                                !call.getOriginClass()
                                    .getPackageName()
                                    .equals(type.getPackageName()))));
  }

  private static boolean isOfTests(JavaClass type) {
    return type.getSource()
        .filter(from -> from.getUri().toString().contains("test-classes"))
        .isPresent();
  }

  private static ArchCondition<JavaClass> satisfy(String what, Predicate<JavaClass> claim) {
    return new ArchCondition<>(what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(
                type, claim.test(type), type.getFullName() + " should " + what));
      }
    };
  }

  private static ArchRule door(String what, String owner, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(Room.FIRN + owner + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Arrays.stream(packages).map(name -> name + "..").toArray(String[]::new))
        .as("only " + owner + " knows " + what);
  }

  private static ArchRule commitsPassThroughOneDoor() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.firn.lake.commit")
        .should()
        .callMethodWhere(
            describe(
                "end a transaction of Iceberg", call -> call.getName().equals("commitTransaction")))
        .as("only lake.commit commits");
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

  private static ArchRule nobodyExits() {
    return noClasses().should().callMethod(System.class, "exit", int.class);
  }

  /** A catalogue is a class named ...Errors, in which every sentence for an operator stands. */
  private static ArchRule whatCanGoWrongIsInCatalogues() {
    return noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Errors")
        .and()
        .areNotAssignableTo(FirnException.class)
        .should()
        .callCodeUnitWhere(
            describe(
                "make an error for operators",
                call ->
                    call.getTargetOwner().isAssignableTo(FirnException.class)
                        && call.getTarget()
                            .resolveMember()
                            .filter(Architecture::makesOne)
                            .isPresent()))
        .as("only catalogues, classes named ...Errors, say what an operator can meet");
  }

  private static boolean makesOne(JavaCodeUnit called) {
    return called.isConstructor() || called.getModifiers().contains(JavaModifier.STATIC);
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
