package io.salestracker.benchmarks.jmh;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.Purchase;
import io.salestracker.http.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The three steps from a purchase to a vendor's request with that one event in it; the first runs in {@code track}. */
@State(Scope.Benchmark)
public class VendorBenchmark extends Nanos {
    @Param({"ebbot", "alhena", "text", "tracktor"})
    String vendor;

    private Destination destination;
    private Purchase purchase = Shop.purchase(0);
    private Stamp stamp = new Stamp("0190f5f4-7b1c-7cc2-a3a1-5c3b7f1e9d42", Instant.parse("2026-01-01T12:00:00Z"));
    private List<EncodedEvent> encoded;

    /** Prepares what each step takes. */
    @Setup
    public void prepare() throws TooLargeException {
        destination = Shop.destinations().stream()
                .filter(its -> its.vendor().equals(vendor))
                .findAny()
                .orElseThrow();
        encoded = List.of(new EncodedEvent(stamp.id(), encode()));
    }

    @Benchmark
    public Acceptance accepts() {
        return destination.accepts(purchase);
    }

    @Benchmark
    public byte[] encode() throws TooLargeException {
        return destination.encode(purchase, stamp);
    }

    @Benchmark
    public Request request() throws TooLargeException, IOException {
        return destination.toRequest(encoded);
    }
}
