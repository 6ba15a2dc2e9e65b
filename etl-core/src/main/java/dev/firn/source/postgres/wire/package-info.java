/** What values of PostgreSQL look like outside of it: in COPY BINARY, in text and in events. */
@NullMarked
package dev.firn.source.postgres.wire;

import org.jspecify.annotations.NullMarked;
