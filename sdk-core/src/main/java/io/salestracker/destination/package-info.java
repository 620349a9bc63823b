/**
 * For adding a vendor: {@link io.salestracker.destination.HttpDestination}, or what is below it,
 * {@link io.salestracker.destination.Destination}, and the small types around both.
 *
 * <p>A destination says whether it takes an event, encodes it as its vendor's own, joins encoded events into a request and
 * classifies the response. It holds no threads and no queue; those are the tracker's.
 */
@NullMarked
package io.salestracker.destination;

import org.jspecify.annotations.NullMarked;
