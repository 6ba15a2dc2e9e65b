/** Probes of the connectors of a source. */
@NullMarked
package dev.firn.doctor.connect;

import org.jspecify.annotations.NullMarked;
