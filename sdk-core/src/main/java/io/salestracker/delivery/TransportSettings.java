package io.salestracker.delivery;

import java.time.Duration;

/**
 * What a lane asks of its transport.
 *
 * @param connectTimeout the longest wait for a connection, TLS included
 * @param callTimeout the longest a whole request may take
 * @param maxAnswerBytes how much of an answer's body is read; the rest is not waited for
 * @param maxInFlight the most requests at once
 */
public record TransportSettings(Duration connectTimeout, Duration callTimeout, int maxAnswerBytes, int maxInFlight) {}
