/** A writer of HTML in which no text can be forgotten to be escaped. */
@NullMarked
package dev.firn.page.html;

import org.jspecify.annotations.NullMarked;
