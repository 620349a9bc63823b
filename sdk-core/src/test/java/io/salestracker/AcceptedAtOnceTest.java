package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.LastingStore;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.store.StoreFactory;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receipt tells of every skip and every fault of a field as soon as {@code track} returns. */
class AcceptedAtOnceTest {
    private static final DeliverySettings LATER =
            DeliverySettings.builder().flushInterval(Duration.ofHours(1)).build();

    private final ScriptedTransport transport = new ScriptedTransport();

    private static List<Destination> vendors() {
        return List.of(
                AlhenaDestination.builder("acme").build(),
                TextDestination.builder("11111111-2222-4333-8444-555566667777").build(),
                EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .maxBatchSize(10, EbbotDestination.Refused.WHOLE)
                        .build(),
                TracktorDestination.builder("site-token").build());
    }

    private static Map<String, String> outcomes(Receipt receipt) {
        Map<String, String> words = new TreeMap<>();
        receipt.outcomes().forEach((name, outcome) -> words.put(name, outcome.kind() + " " + outcome.reason()));
        return words;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void skipsAndFaultsOfFieldsAreKnownWithEveryStore(boolean lasting) {
        SalesTracker.Builder builder = SalesTracker.builder().transport(settings -> transport);
        vendors().forEach(vendor -> builder.destination(vendor, route -> route.settings(LATER)));
        if (lasting) {
            builder.store((StoreFactory) (name, share) -> new LastingStore());
        }
        SalesTracker tracker = builder.build();
        Receipt receipt = tracker.track(Purchase.builder()
                .visitor(Visitor.of(TextIdentity.of("customer")))
                .orderId("1042")
                .currency("EUR")
                .total("1.00"));
        Map<String, String> known = outcomes(receipt);
        tracker.close(Duration.ZERO);

        assertThat(known)
                .isEqualTo(Map.of(
                        "alhena", "SKIPPED NO_IDENTITY",
                        "text", "INVALID FIELDS",
                        "ebbot", "INVALID FIELDS",
                        "tracktor", "SKIPPED NO_IDENTITY"));
    }

    @Test
    void eachRouteMayHaveAStoreOfItsOwn() {
        LastingStore store = new LastingStore();
        Destination ebbot = vendors().get(2);
        Destination text = vendors().get(1);
        SalesTracker tracker = SalesTracker.builder()
                .transport(settings -> transport)
                .destination(text, route -> route.settings(LATER))
                .destination(ebbot, route -> route.settings(LATER).store((StoreFactory) (name, share) -> store))
                .build();
        Receipt receipt = tracker.track(Purchase.builder()
                .orderId("1042")
                .currency("EUR")
                .total("1.00")
                .item(LineItem.builder().productId("p").name("n").quantity(1).unitPrice("1.00"))
                .build());
        assertThat(store.counts().held()).isEqualTo(1);
        tracker.close(Duration.ZERO);

        assertThat(outcomes(receipt)).isEqualTo(Map.of("text", "SKIPPED NO_IDENTITY", "ebbot", "STORED STORED"));
    }
}
