package io.salestracker.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.alhena.AlhenaLineValue;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.RandomEvents;
import io.salestracker.fakes.Stamps;
import io.salestracker.testsupport.Allocation;
import io.salestracker.testsupport.Campaigns;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a destination accepts it can encode, and what it does not it cannot, whatever the event is. */
class AcceptsTest {
    private static final int RUNS = 3_000;
    private static final int CALLS = 1_000;
    private static final int MAX_BYTES = 48;
    private static final Stamp STAMP = new Stamp("stamp-1", Instant.parse("2026-11-20T10:15:30Z"));
    private static final String STORE = "11111111-2222-4333-8444-555566667777";
    private static final URI RELAY = URI.create("https://relay.example/events");

    private static Stream<Destination> destinations() {
        return Stream.of(
                AlhenaDestination.builder("acme").build(),
                AlhenaDestination.builder("acme")
                        .name("alhena with line totals")
                        .requireFaqFingerprint(false)
                        .lineValue(AlhenaLineValue.LINE_TOTAL)
                        .build(),
                AlhenaDestination.builder("acme")
                        .name("alhena with sites")
                        .siteInOrderId()
                        .build(),
                TextDestination.builder(STORE).warnNonNumericIds(false).build(),
                TextDestination.builder(STORE)
                        .name("text with sites")
                        .siteInOrderId()
                        .warnNonNumericIds(false)
                        .build(),
                EbbotDestination.builder(RELAY).build(),
                EbbotDestination.builder(RELAY)
                        .name("ebbot with ids")
                        .eventIdField("id")
                        .chatIdField("chat")
                        .singleItemAsObject(true)
                        .idempotent(true)
                        .build(),
                TracktorDestination.builder("token").build(),
                TracktorDestination.builder("token")
                        .name("tracktor with long addresses")
                        .maxUrlLength(1_000_000)
                        .timestampUnit(ChronoUnit.MILLIS)
                        .siteInOrderId()
                        .build());
    }

    private static Stream<Arguments> seeded() {
        String replay = System.getProperty("salestracker.seed");
        long seed = replay == null ? System.nanoTime() : Long.parseLong(replay);
        return destinations().map(destination -> Arguments.of(destination, seed));
    }

    @ParameterizedTest(name = "{0}, seed {1}; replay with -Dsalestracker.seed={1}")
    @MethodSource("seeded")
    void everyAcceptedEventAndNoOtherCanBeEncoded(Destination destination, long seed) {
        RandomEvents events = new RandomEvents(new Random(seed));
        int sent = 0;
        int refused = 0;
        for (int run = 0; run < Campaigns.times(RUNS); run++) {
            String where = "seed " + seed + ", run " + run;
            SalesEvent event = events.next();
            Acceptance acceptance = destination.accepts(event);

            assertThat(destination.accepts(event)).as(where).isEqualTo(acceptance);
            if (acceptance instanceof Acceptance.Refuse refuse) {
                refused++;
                assertThat(refuse.violations()).as(where).isNotEmpty();
                assertThat(refuse.violations())
                        .extracting(Violation::path)
                        .as(where)
                        .doesNotHaveDuplicates();
                assertThat(encodes(destination, event) && !isWaivable(refuse.violations()))
                        .as("%s: refused %s and encoded", where, refuse.violations())
                        .isFalse();
            } else {
                boolean send = acceptance instanceof Acceptance.Send;
                sent += send ? 1 : 0;
                assertThat(encodes(destination, event))
                        .as("%s: %s", where, acceptance)
                        .isEqualTo(send);
            }
        }
        assertThat(sent).as("seed %d: sent", seed).isPositive();
        assertThat(refused).as("seed %d: refused", seed).isPositive();
    }

    /** Encodes twice; an event that is too large counts as one that can be. */
    private static boolean encodes(Destination destination, SalesEvent event) {
        Stamp stamp = Stamps.of(event, STAMP);
        byte[] bytes;
        try {
            bytes = destination.encode(event, stamp);
            assertThat(destination.encode(event, stamp)).isEqualTo(bytes);
        } catch (TooLargeException tooLarge) {
            return true;
        } catch (RuntimeException cannot) {
            return false;
        }
        return bytes.length > 0;
    }

    /** What an account requires and its wire does not, the destination's builder waives. A time is encoded from the stamp. */
    private static boolean isWaivable(List<Violation> violations) {
        return violations.stream()
                .allMatch(violation -> violation.message().endsWith("waives it")
                        || violation.path().equals("occurredAt"));
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void acceptingAllocatesNextToNothing(Destination destination) {
        Purchase purchase = purchase();
        destination.accepts(purchase);

        long bytes = Allocation.bytesOf(() -> accept(destination, purchase, CALLS));

        // The first calls make some objects that are no event's.
        assertThat(bytes / CALLS).isLessThanOrEqualTo(MAX_BYTES);
    }

    private static @Nullable Acceptance accept(Destination destination, SalesEvent event, int calls) {
        Acceptance last = null;
        for (int i = 0; i < calls; i++) {
            last = destination.accepts(event);
        }
        return last;
    }

    private static Purchase purchase() {
        Purchase.Builder purchase = Purchase.builder()
                .visitor(Visitor.of(
                        AlhenaIdentity.of(STORE, STORE),
                        EbbotIdentity.of("chat-7"),
                        TextIdentity.of("customer-7"),
                        TracktorIdentity.of("unicorn")))
                .occurredAt(STAMP.occurredAt())
                .orderId("1042")
                .currency("EUR")
                .total("59.97");
        for (int i = 1; i <= 3; i++) {
            purchase.item(LineItem.builder()
                    .productId("10" + i)
                    .name("Wool Socks")
                    .quantity(1)
                    .unitPrice("19.99"));
        }
        return purchase.build();
    }
}
