package io.salestracker.benchmarks;

import io.salestracker.alhena.AlhenaCartEvent;
import io.salestracker.alhena.AlhenaCartType;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.alhena.AlhenaLineItem;
import io.salestracker.destination.Destination;
import java.net.URI;
import java.util.List;

/** The kinds of events at Alhena. */
final class AlhenaKinds {
    private AlhenaKinds() {}

    static void addTo(List<HeldKind> all) {
        Destination alhena = AlhenaDestination.builder("acme")
                .baseUrl(URI.create("https://alhena.example"))
                .requireFaqFingerprint(false)
                .build();
        all.add(new HeldKind("cart", alhena, false, (fresh, n) -> HeldKind.cart(fresh, identity(fresh))));
        all.add(new HeldKind("purchase", alhena, true, (fresh, n) -> HeldKind.purchase(fresh, identity(fresh), n)));
        all.add(new HeldKind(
                "cart event",
                alhena,
                false,
                (fresh, n) -> AlhenaCartEvent.builder()
                        .identity(identity(fresh))
                        .id(fresh.optional("id"))
                        .site(fresh.optional("site"))
                        .occurredAt(fresh.optionalTime())
                        .type(AlhenaCartType.ITEM_ADDED)
                        .productId(fresh.digits())
                        .productName(fresh.text("name"))
                        .value(fresh.amount())
                        .currency(fresh.currency())
                        .quantity(2)
                        .build()));
        all.add(new HeldKind("checkout event", alhena, true, (fresh, n) -> {
            AlhenaCheckoutEvent.Builder event = AlhenaCheckoutEvent.builder()
                    .identity(identity(fresh))
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .orderId(fresh.digits())
                    .value(fresh.amount())
                    .currency(fresh.currency());
            HeldKind.times(
                    n,
                    () -> event.lineItem(AlhenaLineItem.builder()
                            .productId(fresh.digits())
                            .productName(fresh.text("name"))
                            .quantity(1)
                            .value(fresh.amount())
                            .currency(fresh.isFull() ? fresh.currency() : null)));
            return event.build();
        }));
    }

    private static AlhenaIdentity identity(Fresh fresh) {
        return AlhenaIdentity.of(fresh.visitor(), fresh.isFull() ? fresh.visitor() : null);
    }
}
