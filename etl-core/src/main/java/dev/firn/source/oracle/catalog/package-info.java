/** What Oracle's dictionary says of tables, their columns, keys and segments. */
@NullMarked
package dev.firn.source.oracle.catalog;

import org.jspecify.annotations.NullMarked;
