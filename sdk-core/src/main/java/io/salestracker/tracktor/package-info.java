/**
 * Tracktor.io: events, person properties and profile merges over its HTTP API, one {@code GET} each.
 *
 * <p>Known from the vendor, whose only document is of 2017: the three calls {@code /track}, {@code /set} and
 * {@code /alias} with their parameters, that {@code null} removes a property, that an alias cannot be undone, and the
 * signature of secure mode. Assumed: that the service still runs, that 2xx means taken (no response is documented at
 * all), that {@code ts} is in seconds and may be late, that a URL of 8,000 characters gets through, and every name of
 * an action and of a field of what is made of a neutral event. Everything assumed can be overridden on the builder, but for the
 * field names: an event of {@link io.salestracker.tracktor.TracktorEvent} has whatever fields it is given.
 *
 * <p>The cart calls are documented for the vendor's JavaScript library only. Here they are {@code /track} calls with
 * the cart as data, which <b>probably do not start or stop the abandoned-cart timer</b>.
 */
@NullMarked
package io.salestracker.tracktor;

import org.jspecify.annotations.NullMarked;
