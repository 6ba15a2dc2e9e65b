/**
 * An online shop in PostgreSQL: its rows, its people who change them, and it as a source of Firn.
 */
@NullMarked
package dev.firn.endtoend.shop;

import org.jspecify.annotations.NullMarked;
