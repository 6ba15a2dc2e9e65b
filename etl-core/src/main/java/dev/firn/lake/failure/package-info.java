/** What failures of catalogs and stores say of themselves, whose clients the user chooses. */
@NullMarked
package dev.firn.lake.failure;

import org.jspecify.annotations.NullMarked;
