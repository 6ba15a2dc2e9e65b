/** The probes of an Oracle source. */
@NullMarked
package dev.firn.source.oracle.health;

import org.jspecify.annotations.NullMarked;
