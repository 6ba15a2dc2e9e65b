/**
 * A stream and loads that meet outages of everything that they stand on. Read {@code OutageCheck}
 * first.
 */
@NullMarked
package dev.firn.check.outages;

import org.jspecify.annotations.NullMarked;
