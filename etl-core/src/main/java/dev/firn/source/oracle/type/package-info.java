/**
 * The types of Oracle: one class each, found in {@link dev.firn.source.oracle.type.OracleTypes}.
 */
@NullMarked
package dev.firn.source.oracle.type;

import org.jspecify.annotations.NullMarked;
