/**
 * Firn's core. Read {@code model}, then {@code config}, {@code schema}, {@code source}, {@code
 * lake}, {@code status} and {@code job}.
 *
 * <p>{@code model} is the vocabulary and knows no library; every other package puts one foreign
 * system behind one door: YAML and the environment behind {@code config}, databases behind {@code
 * source}, Iceberg behind {@code lake}. {@code schema} decides how a source column becomes a lake
 * column, for bulk reads and for change events alike.
 */
@NullMarked
package dev.firn;

import org.jspecify.annotations.NullMarked;
