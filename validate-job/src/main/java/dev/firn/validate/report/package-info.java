/** What a validation found, for people and for programs. */
@NullMarked
package dev.firn.validate.report;

import org.jspecify.annotations.NullMarked;
