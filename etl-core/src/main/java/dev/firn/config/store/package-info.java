/** Where secrets are kept, one class for each kind of store. */
@NullMarked
package dev.firn.config.store;

import org.jspecify.annotations.NullMarked;
