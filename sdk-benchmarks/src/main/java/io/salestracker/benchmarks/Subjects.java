package io.salestracker.benchmarks;

import java.util.List;

/** Everything that is compared, by name. */
final class Subjects {
    /** The commit that {@link History} builds; with {@link #OURS} in its place, the name of a subject is the present one's. */
    static final String HISTORY = "ccc4d23";

    static final String OURS = "ours";

    /** Libraries of others; the rest is ours, or made here to hold ours against. */
    static final List<String> PEERS = List.of("otel", "snowplow", "segment", "posthog");

    private Subjects() {}

    static Subject open(String name, int port, int inFlight) {
        return switch (name) {
            case "ours" -> Ours.batches(port, 50);
            case "ours-default" -> Ours.batches(port, 10_000);
            case "ours-single" -> Ours.single(port, inFlight);
            case "floor" -> new Floor(port, 50, 1, true);
            case "floor-250" -> new Floor(port, 250, 1, true);
            case "floor-8" -> new Floor(port, 50, 8, true);
            case "floor-nagle" -> new Floor(port, 50, 1, false);
            case "raw-single" -> raw(port, inFlight);
            case "segment" -> new Segment(port);
            case "snowplow" -> new Snowplow(port);
            case "posthog" -> new PostHog(port);
            case "otel" -> new OpenTelemetry(port);
            default -> throw new IllegalArgumentException("no such subject: " + name);
        };
    }

    /** Sends what {@link Ours#single} sends, with one visitor for all, which nobody looks at. */
    private static Raw raw(int port, int inFlight) {
        Sdk.Wire wire = Sdk.wire(port, Sale.orderId(0));
        return new Raw(port, inFlight, wire.path(), wire.body());
    }
}
