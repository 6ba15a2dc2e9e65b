/** Digests of rows that a database makes of its rows itself, so that the rows need not be sent. */
@NullMarked
package dev.firn.source.digest;

import org.jspecify.annotations.NullMarked;
