/** Probes of a source's tables, and of databases that have no probes of their own. */
@NullMarked
package dev.firn.doctor.source;

import org.jspecify.annotations.NullMarked;
