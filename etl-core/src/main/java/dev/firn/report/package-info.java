/** The page that a run leaves: what it did, beside what is known of its source. */
@NullMarked
package dev.firn.report;

import org.jspecify.annotations.NullMarked;
