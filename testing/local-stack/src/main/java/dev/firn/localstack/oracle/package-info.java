/**
 * An Oracle server that is made of PostgreSQL: every statement of Firn's is rewritten and answered
 * by a real PostgreSQL, each SCN is one of its snapshots, addresses of rows are its own, and values
 * are the driver's own classes of values.
 *
 * <p>It shows that a load reads all of its tables at one instant, slice by slice, while others
 * write; what it does when the server breaks off, has forgotten the instant or altered a table. It
 * does not show that Oracle takes the statements, what its dictionary says, how it orders
 * addresses, what of its past it keeps, nor anything that its driver does on the wire. Of its types
 * it has those whose values PostgreSQL has too.
 */
@NullMarked
package dev.firn.localstack.oracle;

import org.jspecify.annotations.NullMarked;
