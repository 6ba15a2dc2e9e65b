/** How far tables with bookmarks are read, and what is new in them. */
@NullMarked
package dev.firn.bulkload.mark;

import org.jspecify.annotations.NullMarked;
