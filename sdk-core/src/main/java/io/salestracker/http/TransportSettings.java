package io.salestracker.http;

import java.time.Duration;

/**
 * What a lane asks of its transport.
 *
 * @param connectTimeout the longest wait for a connection, a proxy's part and TLS included
 * @param callTimeout the longest a whole request may take; the response's body has its own, shorter time, see
 *     {@link HttpTransport#send}
 * @param maxResponseBytes the maximum of a response's body that is read, in bytes; the rest is not waited for
 * @param maxInFlight the maximum of requests at once
 */
public record TransportSettings(Duration connectTimeout, Duration callTimeout, int maxResponseBytes, int maxInFlight) {}
