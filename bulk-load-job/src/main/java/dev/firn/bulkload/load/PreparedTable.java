package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.lake.LoadTarget;
import dev.firn.lake.rows.RowFiles;

/**
 * A table whose rows can be written.
 *
 * @param files where tasks write them
 */
record PreparedTable(TablePlan.Load plan, LoadTarget target, RowFiles files) {}
