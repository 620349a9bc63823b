/**
 * The way in: {@link io.salestracker.SalesTracker}, with its receipts, outcomes and stats.
 */
@NullMarked
package io.salestracker;

import org.jspecify.annotations.NullMarked;
