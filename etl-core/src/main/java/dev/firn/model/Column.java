package dev.firn.model;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A column of a source table.
 *
 * @param addedDefault what rows that existed before the column was added show in it, as the
 *     database writes it in text; null if the column was there from the start or they show NULL
 */
public record Column(String name, DeclaredType type, @Nullable String addedDefault)
    implements Serializable {}
