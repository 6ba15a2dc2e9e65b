/** The {@code _cdc_status} table: what operators see of loads and streams. */
@NullMarked
package dev.firn.status;

import org.jspecify.annotations.NullMarked;
