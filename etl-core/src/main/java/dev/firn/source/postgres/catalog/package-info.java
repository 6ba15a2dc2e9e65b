/** What PostgreSQL's catalog tells of tables, columns and types. */
@NullMarked
package dev.firn.source.postgres.catalog;

import org.jspecify.annotations.NullMarked;
