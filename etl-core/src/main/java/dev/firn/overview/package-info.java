/** What the control tables of a lake tell of a source, for people: in lines, JSON and pages. */
@NullMarked
package dev.firn.overview;

import org.jspecify.annotations.NullMarked;
