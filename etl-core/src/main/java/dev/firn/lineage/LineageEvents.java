package dev.firn.lineage;

import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.InputDataset;
import io.openlineage.client.OpenLineage.OutputDataset;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.utils.DatasetIdentifier;
import io.openlineage.client.utils.filesystem.FilesystemDatasetUtils;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of a run, with names as OpenLineage's specification of them wants them: a table
 * of a database by its server, a topic by its broker, a table of the lake by where its files are.
 */
final class LineageEvents {

  private static final URI PRODUCER = URI.create("https://firn.dev/");
  private static final String INTEGRATION = "FIRN";

  private final OpenLineage facets = new OpenLineage(PRODUCER);
  private final LineageRun run;
  private final String sparkVersion;

  LineageEvents(LineageRun run, String sparkVersion) {
    this.run = run;
    this.sparkVersion = sparkVersion;
  }

  /**
   * @param problem why it has failed; null if it has not
   */
  RunEvent event(Lineage.Phase phase, Instant at, List<Moved> tables, @Nullable String problem) {
    List<InputDataset> inputs = new ArrayList<>();
    List<OutputDataset> outputs = new ArrayList<>();
    for (Moved table : tables) {
      inputs.add(input(table));
      if (run.compares()) {
        inputs.add(compared(table));
      } else {
        outputs.add(output(table));
      }
    }
    return facets
        .newRunEventBuilder()
        .eventType(EventType.valueOf(phase.name()))
        .eventTime(at.atZone(ZoneOffset.UTC))
        .run(facets.newRunBuilder().runId(run.id()).facets(runFacets(problem)).build())
        .job(
            facets
                .newJobBuilder()
                .namespace(run.jobNamespace())
                .name(run.job())
                .facets(
                    facets
                        .newJobFacetsBuilder()
                        .jobType(
                            facets.newJobTypeJobFacet(
                                run.isStream() ? "STREAMING" : "BATCH",
                                INTEGRATION,
                                "COMMAND",
                                null))
                        .build())
                .build())
        .inputs(inputs)
        .outputs(outputs)
        .build();
  }

  private OpenLineage.RunFacets runFacets(@Nullable String problem) {
    OpenLineage.RunFacetsBuilder all =
        facets
            .newRunFacetsBuilder()
            .processing_engine(
                facets
                    .newProcessingEngineRunFacetBuilder()
                    .name("spark")
                    .version(sparkVersion)
                    .build());
    if (problem != null) {
      all.errorMessage(facets.newErrorMessageRunFacet(problem, "java", null));
    }
    return all.build();
  }

  /** The table of the source, or the topic on which its changes come. */
  private DatasetIdentifier from(Moved table) {
    TableMapping contract = table.contract();
    return run.kafka() == null
        ? new DatasetIdentifier(
            run.place().database() + "." + contract.source(), run.place().namespace())
        : new DatasetIdentifier(
            run.topicPrefix() + "." + contract.source(), "kafka://" + run.kafka());
  }

  private InputDataset input(Moved table) {
    DatasetIdentifier from = from(table);
    return facets
        .newInputDatasetBuilder()
        .namespace(from.getNamespace())
        .name(from.getName())
        .facets(
            facets
                .newDatasetFacetsBuilder()
                .schema(
                    facets.newSchemaDatasetFacet(
                        table.contract().columns().stream()
                            .map(column -> field(column.column(), column.type().toString()))
                            .toList()))
                .build())
        .build();
  }

  private InputDataset compared(Moved table) {
    DatasetIdentifier lake = lake(table);
    boolean isEqual = Boolean.TRUE.equals(table.flow().isEqual());
    return facets
        .newInputDatasetBuilder()
        .namespace(lake.getNamespace())
        .name(lake.getName())
        .facets(lakeFacets(table).build())
        .inputFacets(
            facets
                .newInputDatasetInputFacetsBuilder()
                .dataQualityAssertions(
                    facets.newDataQualityAssertionsDatasetFacet(
                        List.of(
                            facets
                                .newDataQualityAssertionsDatasetFacetAssertionsBuilder()
                                .assertion("equals_source")
                                .success(isEqual)
                                .build())))
                .build())
        .build();
  }

  private OutputDataset output(Moved table) {
    DatasetIdentifier lake = lake(table);
    OpenLineage.OutputDatasetOutputFacetsBuilder written =
        facets.newOutputDatasetOutputFacetsBuilder();
    if (table.flow().rows() != null) {
      written.outputStatistics(
          facets.newOutputStatisticsOutputDatasetFacet(
              table.flow().rows(), table.flow().bytes(), null));
    }
    return facets
        .newOutputDatasetBuilder()
        .namespace(lake.getNamespace())
        .name(lake.getName())
        .facets(lakeFacets(table).columnLineage(columns(table)).build())
        .outputFacets(written.build())
        .build();
  }

  private static DatasetIdentifier lake(Moved table) {
    String location = table.location();
    return FilesystemDatasetUtils.fromLocation(
        URI.create((location.startsWith("/") ? "file:" + location : location).replace(" ", "%20")));
  }

  private OpenLineage.DatasetFacetsBuilder lakeFacets(Moved table) {
    String name =
        String.join(".", table.flow().table().namespace()) + "." + table.flow().table().name();
    return facets
        .newDatasetFacetsBuilder()
        .schema(
            facets.newSchemaDatasetFacet(
                table.contract().columns().stream()
                    .map(column -> field(column.lakeColumn(), column.sparkType().catalogString()))
                    .toList()))
        .storage(facets.newStorageDatasetFacet("iceberg", null))
        .symlinks(
            facets.newSymlinksDatasetFacet(
                List.of(
                    facets.newSymlinksDatasetFacetIdentifiers(
                        table.flow().table().catalog(), name, "TABLE"))));
  }

  private OpenLineage.SchemaDatasetFacetFields field(String name, String type) {
    return facets.newSchemaDatasetFacetFieldsBuilder().name(name).type(type).build();
  }

  /** Each column has its value from one of the source, as it is. */
  private OpenLineage.ColumnLineageDatasetFacet columns(Moved table) {
    DatasetIdentifier from = from(table);
    OpenLineage.ColumnLineageDatasetFacetFieldsBuilder fields =
        facets.newColumnLineageDatasetFacetFieldsBuilder();
    for (ColumnMapping column : table.contract().columns()) {
      fields.put(
          column.lakeColumn(),
          facets
              .newColumnLineageDatasetFacetFieldsAdditionalBuilder()
              .inputFields(
                  List.of(
                      facets
                          .newInputFieldBuilder()
                          .namespace(from.getNamespace())
                          .name(from.getName())
                          .field(column.column())
                          .transformations(
                              List.of(
                                  facets
                                      .newInputFieldTransformationsBuilder()
                                      .type("DIRECT")
                                      .subtype("IDENTITY")
                                      .build()))
                          .build()))
              .build());
    }
    return facets.newColumnLineageDatasetFacetBuilder().fields(fields.build()).build();
  }
}
