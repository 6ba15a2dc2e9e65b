/**
 * The whole pipeline on real services. Read {@link dev.firn.endtoend.Demo} first: it starts the
 * local stack, fills the {@link dev.firn.endtoend.Shop}, runs the three jobs as {@link
 * dev.firn.endtoend.FirnProcess}es while the {@link dev.firn.endtoend.ShopWorkload} changes the
 * shop, and judges with {@link dev.firn.endtoend.TableComparison}, never with Firn's own eyes.
 */
@NullMarked
package dev.firn.endtoend;

import org.jspecify.annotations.NullMarked;
