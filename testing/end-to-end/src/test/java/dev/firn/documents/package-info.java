/** What the documents say is so: their links lead somewhere, their commands exist. */
@NullMarked
package dev.firn.documents;

import org.jspecify.annotations.NullMarked;
