package io.salestracker.benchmarks;

import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.Translation;
import io.salestracker.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Everything that is compared, by name. */
final class Subjects {
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

    /** Sends what {@link Ours#single} sends. */
    private static Raw raw(int port, int inFlight) {
        AlhenaDestination alhena = AlhenaDestination.builder("acme")
                .baseUrl(URI.create("http://localhost:" + port))
                .build();
        Stamp stamp = new Stamp("id", Instant.EPOCH);
        Translation.Send send = (Translation.Send) alhena.translate(Ours.purchase(0, false), stamp);
        Request request = alhena.request(List.of(new EncodedEvent("id", alhena.encode(send.event()))));
        byte[] body = request.body();
        if (body == null) {
            throw new IllegalStateException("a checkout is posted");
        }
        // The visitor stays the same, which nobody looks at.
        return new Raw(port, inFlight, request.uri().getRawPath(), new String(body, StandardCharsets.UTF_8));
    }
}
