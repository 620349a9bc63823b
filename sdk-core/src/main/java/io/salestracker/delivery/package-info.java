/** Settings of a destination's delivery, the delivery mode, and the budget. For users who tune delivery. */
@NullMarked
package io.salestracker.delivery;

import org.jspecify.annotations.NullMarked;
