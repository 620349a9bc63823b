package io.salestracker.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.testkit.VendorSandbox;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/**
 * One purchase to all four vendors. Prints how it ended at each; with {@code --keep-open} one can then look at it in the
 * sandbox's page.
 *
 * <pre>{@code mvn -q -Prun -Dexample=Quickstart -Dargs=--keep-open}</pre>
 */
public final class Quickstart {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Quickstart() {}

    /** Exits with 0 if the order was delivered to every vendor, else with 1. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(run(System.out, List.of(args).contains("--keep-open")));
    }

    static int run(PrintStream out, boolean keepOpen) throws InterruptedException {
        // The sandbox stands in for the vendors. Without the four baseUrl(...) below, the events go to the real ones.
        try (VendorSandbox sandbox = VendorSandbox.start();
                SalesTracker tracker = SalesTracker.builder()
                        .destination(EbbotDestination.builder(sandbox.ebbot()).build())
                        .destination(AlhenaDestination.builder(sandbox.companyKey())
                                .baseUrl(sandbox.alhena())
                                .build())
                        .destination(TextDestination.builder(sandbox.storeUuid())
                                .baseUrl(sandbox.text())
                                .build())
                        .destination(TracktorDestination.builder(sandbox.tracktorToken())
                                .baseUrl(sandbox.tracktor())
                                .signingSecret(sandbox.tracktorSecret())
                                .build())
                        .build()) {

            // Who it was, in each vendor's own terms: caught in the browser and kept with the session or the order.
            Visitor visitor = Visitor.of(
                    EbbotIdentity.of("1718022384-4f2a"),
                    AlhenaIdentity.of("5b0f2a6e-9c1d-4c53-8f0a-7d0c5b1f2e11", "0d9b4c77-2f1e-4a38-b6a5-91c3e8d7f602"),
                    TextIdentity.of("c2f9a1d4-6b3e-4f7a-8d21-0e5b9c7a4d13"),
                    TracktorIdentity.of("customer-77"));

            Receipt receipt = tracker.track(Purchase.builder()
                    .visitor(visitor)
                    .orderId("1042")
                    .orderNumber("#1042")
                    .currency("USD")
                    .total("149.99")
                    .item(LineItem.builder()
                            .productId("123456789")
                            .name("Merino Wool Crew Neck")
                            .quantity(1)
                            .unitPrice("149.99")));

            // A shop does not wait for this; the outcome is also in stats() and goes to a DeliveryListener.
            boolean complete = receipt.await(PATIENCE);
            receipt.outcomes().forEach((destination, outcome) -> out.printf("%-9s %s%n", destination, outcome));
            boolean delivered =
                    receipt.outcomes().values().stream().allMatch(outcome -> outcome.kind() == Outcome.Kind.DELIVERED);
            int exitCode = complete && delivered ? 0 : 1;
            if (keepOpen) {
                KeepOpen.untilStopped(sandbox, new PrintWriter(out, true, UTF_8), exitCode);
            }
            return exitCode;
        }
    }
}
