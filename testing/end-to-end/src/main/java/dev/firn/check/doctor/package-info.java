/** Faults in a pipeline that the doctor has to find, and whose printed fixes have to mend them. */
@NullMarked
package dev.firn.check.doctor;

import org.jspecify.annotations.NullMarked;
