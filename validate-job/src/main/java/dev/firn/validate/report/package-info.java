/** What a validation found, for people, for programs and for later. */
@NullMarked
package dev.firn.validate.report;

import org.jspecify.annotations.NullMarked;
