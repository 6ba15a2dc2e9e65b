/** What is common to the tables that are kept beside a mirror. */
@NullMarked
package dev.firn.cdc.sink.shape;

import org.jspecify.annotations.NullMarked;
