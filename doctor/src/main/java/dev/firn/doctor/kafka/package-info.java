/** Probes of the topics of a source. */
@NullMarked
package dev.firn.doctor.kafka;

import org.jspecify.annotations.NullMarked;
