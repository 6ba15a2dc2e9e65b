/** Statements of SQL by hand: they are told apart, judged, run, and shown. */
@NullMarked
package dev.firn.query;

import org.jspecify.annotations.NullMarked;
