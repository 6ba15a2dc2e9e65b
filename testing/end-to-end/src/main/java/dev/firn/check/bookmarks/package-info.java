/** Whether tables that are read again and again by a bookmark are what their source is. */
@NullMarked
package dev.firn.check.bookmarks;

import org.jspecify.annotations.NullMarked;
