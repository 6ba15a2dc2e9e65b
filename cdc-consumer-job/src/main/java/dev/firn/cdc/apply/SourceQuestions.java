package dev.firn.cdc.apply;

import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.drift.SchemaWatch;
import dev.firn.cdc.tables.NewTableHandling;
import dev.firn.cdc.tables.SourceVerifier;

/** What is asked of the source about a batch, because events do not say it. */
public record SourceQuestions(
    SchemaWatch schemas,
    NewTableHandling newTables,
    SourceVerifier verifier,
    ConnectorProof connectors) {}
