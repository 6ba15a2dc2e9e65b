/** Faults that a validation must find, and how many of them it does. */
@NullMarked
package dev.firn.check.validation;

import org.jspecify.annotations.NullMarked;
