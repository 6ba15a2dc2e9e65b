package dev.firn.source.mark;

import org.jspecify.annotations.Nullable;

/**
 * A column by which rows are found that were written lately.
 *
 * @param nullable true if rows may have no value, which are read each time then
 * @param index the statement that makes an index by which its rows are found without reading the
 *     table; null if there is one, or if none could be of use
 */
public record MarkColumn(String name, MarkKind kind, boolean nullable, @Nullable String index) {}
