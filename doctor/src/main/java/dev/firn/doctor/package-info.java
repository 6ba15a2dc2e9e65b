/**
 * Looks at all parts of a pipeline, and tells what is wrong with the fix: {@link
 * dev.firn.doctor.Doctor}.
 */
@NullMarked
package dev.firn.doctor;

import org.jspecify.annotations.NullMarked;
