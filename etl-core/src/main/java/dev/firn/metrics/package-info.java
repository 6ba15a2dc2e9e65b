/** What a process counts and measures of itself, and the forms in which others read it. */
@NullMarked
package dev.firn.metrics;

import org.jspecify.annotations.NullMarked;
