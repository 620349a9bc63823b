package io.salestracker.benchmarks.jmh;

import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.benchmarks.Sale;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.net.URI;
import java.util.List;

/** What the benchmarks track, and for whom. */
final class Shop {
    private Shop() {}

    /** Ebbot's, in batches of fifty, before those that take one event a request. Nobody is there; nothing is sent. */
    static List<Destination> destinations() {
        return List.of(
                EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .maxBatchSize(50, Refused.WHOLE)
                        .chatIdField("chatId")
                        .build(),
                AlhenaDestination.builder("acme").build(),
                TextDestination.builder("0b7f3a52-5d0c-4e0e-9c57-3f1f9a3f2d10")
                        .warnNonNumericIds(false)
                        .build(),
                TracktorDestination.builder("site-token")
                        .signingSecret("signing-secret")
                        .build());
    }

    /** An order that every vendor can be told of, by a visitor who is known to each. */
    static Purchase purchase(String orderId, String visitor) {
        Visitor known = Visitor.of(
                EbbotIdentity.of(visitor),
                AlhenaIdentity.of(visitor, visitor),
                TextIdentity.of(visitor),
                TracktorIdentity.of(visitor));
        return Sale.purchase(known, orderId);
    }

    static Purchase purchase(int number) {
        return purchase(Sale.orderId(number), Sale.visitor(number));
    }
}
