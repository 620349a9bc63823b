package io.salestracker;

import io.salestracker.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * What one destination would do with an event, nothing being sent. Exactly one of the two is there.
 *
 * @param destination the destination's name
 * @param request exactly what the vendor would get, with credentials: do not log it; null if nothing
 * @param outcome why nothing; null if something
 */
public record Preview(
        String destination,
        @Nullable Request request,
        @Nullable Outcome outcome) {}
