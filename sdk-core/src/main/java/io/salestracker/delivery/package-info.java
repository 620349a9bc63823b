/**
 * For who tunes delivery: the settings of a destination's lane, what follows an ambiguous failure, and the budget.
 */
@NullMarked
package io.salestracker.delivery;

import org.jspecify.annotations.NullMarked;
