package dev.firn.lake.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ErrorCode;
import dev.firn.error.Retryable;
import dev.firn.error.UnavailableException;
import dev.firn.model.LakeTableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PendingUpdate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableCommitTest {

  private static final LakeTableId TABLE = new LakeTableId("local", List.of("shop"), "orders");

  /** A change of which the catalog says this. */
  private record Answered(RuntimeException answer) implements PendingUpdate<String> {

    @Override
    public String apply() {
      return "";
    }

    @Override
    public void commit() {
      throw answer;
    }
  }

  @Test
  void aClockThatIsBehindIsNoLostRace() {
    try (InMemoryCatalog catalog = new InMemoryCatalog()) {
      catalog.initialize("local", Map.of());
      catalog.createNamespace(Namespace.of("shop"));
      Table table =
          catalog.createTable(
              TableIdentifier.of("shop", "orders"),
              new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
      table.newAppend().commit();
      TableOperations operations = ((HasTableOperations) table).operations();
      String later =
          Pattern.compile("(\"(?:last-updated|timestamp)-ms\":)([0-9]+)")
              .matcher(TableMetadataParser.toJson(operations.current()))
              .replaceAll(time -> time.group(1) + (Long.parseLong(time.group(2)) + 7_200_000));
      operations.commit(operations.current(), TableMetadataParser.fromJson(later));
      Table ahead = catalog.loadTable(TableIdentifier.of("shop", "orders"));
      assertThatThrownBy(() -> TableCommit.to(TABLE).run(ahead.newAppend()))
          .isInstanceOf(UnavailableException.class)
          .hasMessageStartingWith(
              "FIRN-4012 Cannot publish local.shop.orders: the clock of this machine is behind")
          .satisfies(failure -> assertThat(Retryable.canPass(failure)).isTrue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<RuntimeException> refusals() {
    return List.of(
        new CommitFailedException("its snapshot is another"),
        new ValidationException("its snapshot is another"),
        new AlreadyExistsException("its snapshot is another"),
        new IllegalArgumentException("its snapshot is another"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aChangeThatIsRefusedHasLostARaceForGood(RuntimeException answer) {
    assertThatThrownBy(() -> TableCommit.to(TABLE).run(new Answered(answer)))
        .isInstanceOfSatisfying(
            LostRaceException.class,
            lost -> {
              assertThat(lost.isRefused()).isTrue();
              assertThat(Retryable.canPass(lost)).isTrue();
            })
        .hasCause(answer)
        .hasMessageEndingWith(
            "Cannot publish local.shop.orders: another run has changed it meanwhile"
                + " (its snapshot is another).");
  }

  @Test
  void aChangeThatIsFoundThoughTheAnswerWasLostIsThere() {
    TableCommit.to(TABLE)
        .recognisedBy(() -> true)
        .run(new Answered(new CommitStateUnknownException(new IllegalStateException("silent"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aChangeThatIsFoundThoughItIsSaidToHaveFailedIsThere(RuntimeException answer) {
    TableCommit.to(TABLE).recognisedBy(() -> true).run(new Answered(answer));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aChangeMayBeThereThatNobodyCanLookAt(RuntimeException answer) {
    TableCommit unreachable =
        TableCommit.to(TABLE)
            .recognisedBy(
                () -> {
                  throw new IllegalStateException("no connection");
                });
    assertThatThrownBy(() -> unreachable.run(new Answered(answer)))
        .isInstanceOfSatisfying(
            LostRaceException.class, lost -> assertThat(lost.isRefused()).isFalse())
        .hasMessageContaining("the catalog has lost sight of the commit");
  }

  @Test
  void aChangeThatIsNotFoundMayStillCome() {
    CommitStateUnknownException silent =
        new CommitStateUnknownException(new IllegalStateException("silent"));
    assertThatThrownBy(
            () -> TableCommit.to(TABLE).recognisedBy(() -> false).run(new Answered(silent)))
        .isInstanceOfSatisfying(
            LostRaceException.class, lost -> assertThat(lost.isRefused()).isFalse())
        .hasMessageContaining("the catalog has lost sight of the commit");
    assertThatThrownBy(() -> TableCommit.to(TABLE).run(new Answered(silent)))
        .isInstanceOfSatisfying(
            LostRaceException.class, lost -> assertThat(lost.isRefused()).isFalse())
        .hasMessageContaining("the catalog has lost sight of the commit");
  }

  @Test
  void otherFailuresPassThrough() {
    IllegalStateException bug = new IllegalStateException("no connection");
    assertThatThrownBy(() -> TableCommit.to(TABLE).run(new Answered(bug)))
        .isSameAs(bug)
        .hasMessage("no connection");
  }

  @Test
  void filesOfAnEarlierStateThatAreGoneAreALostRace() {
    assertThat(LostRaceException.whileReading(TABLE, () -> 7)).isEqualTo(7);
    assertThatThrownBy(
            () ->
                LostRaceException.whileReading(
                    TABLE,
                    () -> {
                      throw new IllegalStateException(new NotFoundException("no such file"));
                    }))
        .isInstanceOf(LostRaceException.class)
        .hasMessageContaining("files of its earlier state are gone");
  }

  @Test
  void aFailureThatSaysItselfWhatItIsStaysWhatItIs() {
    UnavailableException refusal =
        UnavailableException.permanent(
            ErrorCode.FILES_CANNOT_BE_WRITTEN,
            "the store refuses",
            new NotFoundException("no such file"));
    assertThatThrownBy(
            () ->
                LostRaceException.whileReading(
                    TABLE,
                    () -> {
                      throw refusal;
                    }))
        .isSameAs(refusal)
        .hasMessageEndingWith(" the store refuses");
  }
}
