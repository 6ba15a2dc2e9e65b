/** Places at which tests make a job fail; without a test they do nothing. */
@NullMarked
package dev.firn.fault;

import org.jspecify.annotations.NullMarked;
