package io.salestracker.benchmarks.jmh;

import io.salestracker.benchmarks.Sale;
import io.salestracker.event.Purchase;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Builds a purchase of three lines by a visitor with four identities, from texts and numbers that are at hand. */
@State(Scope.Benchmark)
public class BuildBenchmark extends Nanos {
    // Not final, or they were constants to the compiler.
    private String orderId = Sale.orderId(0);
    private String visitor = Sale.visitor(0);

    @Benchmark
    public Purchase purchase() {
        return Shop.purchase(orderId, visitor);
    }
}
