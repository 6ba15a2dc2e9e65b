/** Probes of the tables of a source in the lake. */
@NullMarked
package dev.firn.doctor.lake;

import org.jspecify.annotations.NullMarked;
