/** How a source column is read, streamed and stored. */
@NullMarked
package dev.firn.schema;

import org.jspecify.annotations.NullMarked;
