/** The one door through which lake tables are changed. */
@NullMarked
package dev.firn.lake.commit;

import org.jspecify.annotations.NullMarked;
