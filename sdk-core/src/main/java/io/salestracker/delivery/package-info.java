/**
 * For who replaces a part of delivery: the HTTP transport, the store of events, and the settings of a lane.
 */
@NullMarked
package io.salestracker.delivery;

import org.jspecify.annotations.NullMarked;
