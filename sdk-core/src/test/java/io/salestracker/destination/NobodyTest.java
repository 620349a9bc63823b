package io.salestracker.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.text.TextOrderLine;
import io.salestracker.tracktor.TracktorAlias;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorTrack;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sales of many people are not credited to one whose id is a word for a missing id. */
class NobodyTest {
    private static final String NIL = "00000000-0000-0000-0000-000000000000";
    private static final Destination ALHENA =
            AlhenaDestination.builder("acme").requireFaqFingerprint(false).build();
    private static final Destination TEXT =
            TextDestination.builder("11111111-2222-4333-8444-555566667777").build();
    private static final Destination TRACKTOR =
            TracktorDestination.builder("token").alias(true).build();

    private static Purchase purchase(VisitorIdentity identity) {
        return Purchase.builder()
                .visitor(Visitor.of(identity))
                .orderId("1042")
                .currency("EUR")
                .total("10")
                .item(LineItem.builder().productId("1").quantity(1).unitPrice("10"))
                .build();
    }

    private static List<String> faults(Destination destination, SalesEvent event) {
        return destination.accepts(event) instanceof Acceptance.Refuse refused
                ? refused.violations().stream().map(Violation::path).toList()
                : List.of();
    }

    @Test
    void aPurchaseOfNobodyIsRefused() {
        assertThat(faults(ALHENA, purchase(AlhenaIdentity.of(NIL, null))))
                .containsExactly("visitor.alhena.chatFingerprint");
        assertThat(faults(TEXT, purchase(TextIdentity.of("undefined")))).containsExactly("visitor.text.customerId");
        assertThat(faults(TRACKTOR, purchase(TracktorIdentity.of(" 'Guest'")))).containsExactly("visitor.tracktor.id");
        assertThat(faults(TRACKTOR, purchase(TracktorIdentity.of("0")))).isEmpty();
        assertThat(faults(TRACKTOR, purchase(TracktorIdentity.of("7")))).isEmpty();
    }

    @Test
    void aVendorsOwnEventOfNobodyIsRefused() {
        assertThat(faults(
                        ALHENA,
                        AlhenaCheckoutEvent.builder()
                                .userFingerprint(NIL)
                                .orderId("1042")
                                .value("10")
                                .currency("EUR")
                                .build()))
                .containsExactly("userFingerprint");
        assertThat(faults(
                        TEXT,
                        TextOrderCreated.builder()
                                .customerId("null")
                                .orderId("1042")
                                .orderNumber("1042")
                                .currency("EUR")
                                .totalPrice("10")
                                .lineItem(TextOrderLine.builder()
                                        .productId("1")
                                        .title("A")
                                        .quantity(1)
                                        .price("10"))
                                .build()))
                .containsExactly("customerId");
        assertThat(faults(
                        TRACKTOR,
                        TracktorTrack.builder()
                                .identity(TracktorIdentity.of("guest"))
                                .action("Order placed")
                                .build()))
                .containsExactly("identity.id");
    }

    @Test
    void profilesAreNeverMergedWithNobody() {
        assertThat(faults(
                        TRACKTOR,
                        TracktorAlias.builder()
                                .sourceId("anonymous")
                                .identity(TracktorIdentity.of("[object Object]"))
                                .build()))
                .containsExactly("identity.id", "sourceId");
    }
}
