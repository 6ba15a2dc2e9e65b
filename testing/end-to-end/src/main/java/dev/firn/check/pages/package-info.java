/** The pages of runs in a real browser. */
@NullMarked
package dev.firn.check.pages;

import org.jspecify.annotations.NullMarked;
