/** Connections to Oracle, its sessions, and what its errors mean. */
@NullMarked
package dev.firn.source.oracle.connect;

import org.jspecify.annotations.NullMarked;
