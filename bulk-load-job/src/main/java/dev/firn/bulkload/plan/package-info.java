/** Decides what happens to every table before a row is read. */
@NullMarked
package dev.firn.bulkload.plan;

import org.jspecify.annotations.NullMarked;
