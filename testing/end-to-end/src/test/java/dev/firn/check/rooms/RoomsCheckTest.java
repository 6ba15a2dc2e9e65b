package dev.firn.check.rooms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.architecture.Room;
import dev.firn.architecture.Rooms;
import dev.firn.testing.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomsCheckTest {

  private static final List<Room> TABLE =
      List.of(
          new Room("model", List.of(), List.of()),
          new Room("lake", List.of("model"), List.of()),
          new Room("lake.rows", List.of("model"), List.of()),
          new Room("job", List.of("lake", "model"), List.of()));

  @TempDir Path repository;

  @BeforeEach
  void buildThreeRooms() throws IOException {
    Files.writeString(
        repository.resolve("pom.xml"),
        "<modules><module>core</module><module>testing/more</module></modules>");
    write("core", "model", "Table", "");
    write("core", "lake", "Lake", "import dev.firn.model.Table;");
    write("testing/more", "job", "Job", "import static dev.firn.lake.Lake.OPEN;");
  }

  private void write(String module, String room, String type, String code) throws IOException {
    Path directory =
        repository.resolve(module + "/src/main/java/dev/firn/" + room.replace('.', '/'));
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("package-info.java"), "package dev.firn." + room + ";\n");
    Files.writeString(
        directory.resolve(type + ".java"),
        "package dev.firn.%s;\n%s\nfinal class %s {}\n".formatted(room, code, type));
  }

  private String report(boolean expected) throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    boolean held =
        new RoomsCheck(SourceTree.read(repository), TABLE)
            .report(new PrintStream(printed, true, UTF_8));
    String text = printed.toString(UTF_8);
    assertThat(held).as(text).isEqualTo(expected);
    return text;
  }

  @Test
  void holdsForThisRepository() throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    boolean held =
        new RoomsCheck(SourceTree.read(Repository.file("")), Rooms.everywhere())
            .report(new PrintStream(printed, true, UTF_8));

    assertThat(held).as(printed.toString(UTF_8)).isTrue();
    assertThat(printed.toString(UTF_8)).contains("cdc.sink").contains("check.rooms");
  }

  @Test
  void printsTypesLinesAndImportsOfEveryPackage() throws IOException {
    assertThat(report(true))
        .containsPattern("lake +1 types +4 lines +imports model\n")
        .containsPattern("job +1 types +4 lines +imports lake\n")
        .endsWith("RESULT rooms packages=3 max_types=1 cycles=0 upward=0\n");
  }

  @Test
  void findsACircleHoweverLongItIs() throws IOException {
    write("core", "model", "Table", "import dev.firn.job.Job;");

    assertThat(report(false))
        .contains("in a circle: job, lake, model\n")
        .contains("cycles=1 upward=1\n");
  }

  @Test
  void findsAnImportThatTheRowDoesNotAllow() throws IOException {
    write("core", "lake.rows", "Rows", "");
    write("core", "job", "Other", "dev.firn.lake.rows.Rows rows;");

    assertThat(report(false))
        .contains("job imports lake.rows, which its row in the table does not allow\n")
        .contains("cycles=0 upward=1\n");
  }

  @Test
  void findsAPackageThatStandsInNoRow() throws IOException {
    write("core", "lake.hidden", "Hidden", "");

    assertThat(report(false))
        .contains("lake.hidden does not stand in the table\n")
        .endsWith("RESULT rooms packages=4 max_types=1 cycles=0 upward=1\n");
  }

  @Test
  void findsTheTypeThatIsOneTooMany() throws IOException {
    for (int i = 1; i < Rooms.MAX_TYPES; i++) {
      write("core", "model", "Table" + i, "");
    }
    assertThat(report(true)).contains("max_types=25 ");

    write("core", "model", "OneMore", "");
    assertThat(report(false))
        .contains("model has 26 types, more than 25")
        .contains("max_types=26 ");
  }

  @Test
  void takesNeitherTextNorCommentsForImports() throws IOException {
    write(
        "core",
        "model",
        "Table",
        """
        /** See {@link dev.firn.job.Job}. */
        // dev.firn.job.Job
        String text = "dev.firn.job.Job \\" dev.firn.job.Job";
        char quote = '"';
        String block = \"""
            dev.firn.job.Job "quoted" dev.firn.job.Job
            \""";
        """);

    assertThat(report(true)).contains("cycles=0 upward=0");
  }
}
