/**
 * The way in: {@link io.salestracker.SalesTracker}, and what it answers.
 */
@NullMarked
package io.salestracker;

import org.jspecify.annotations.NullMarked;
