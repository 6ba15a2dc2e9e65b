/** The tables that are followed, and those that appear while the stream runs. */
@NullMarked
package dev.firn.cdc.tables;

import org.jspecify.annotations.NullMarked;
