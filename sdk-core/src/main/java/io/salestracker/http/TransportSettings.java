package io.salestracker.http;

import java.time.Duration;

/**
 * The settings of a destination's transport.
 *
 * @param connectTimeout the maximum time for a connection, with a proxy's part and TLS
 * @param callTimeout the maximum time for a whole request; the response's body has a shorter one, see {@link
 *     HttpTransport#send}
 * @param maxResponseBytes the maximum of a response's body that is read, in bytes; the rest is not waited for
 * @param maxInFlight the maximum of requests at once
 */
public record TransportSettings(Duration connectTimeout, Duration callTimeout, int maxResponseBytes, int maxInFlight) {}
