/** Probes of the machine on which the doctor runs. */
@NullMarked
package dev.firn.doctor.machine;

import org.jspecify.annotations.NullMarked;
