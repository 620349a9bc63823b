package io.salestracker.benchmarks;

import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotAtcEvent;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.ebbot.EbbotItem;
import io.salestracker.ebbot.EbbotPurchaseEvent;
import io.salestracker.ebbot.EbbotVisitEvent;
import java.net.URI;
import java.util.List;

/** The kinds of events at Ebbot. */
final class EbbotKinds {
    private EbbotKinds() {}

    static void addTo(List<HeldKind> all) {
        Destination ebbot = EbbotDestination.builder(URI.create("https://relay.example/events"))
                .build();
        all.add(new HeldKind(
                "visit", ebbot, false, (fresh, n) -> HeldKind.visit(fresh, EbbotIdentity.of(fresh.visitor()))));
        all.add(new HeldKind(
                "cart", ebbot, false, (fresh, n) -> HeldKind.cart(fresh, EbbotIdentity.of(fresh.visitor()))));
        all.add(new HeldKind(
                "purchase", ebbot, true, (fresh, n) -> HeldKind.purchase(fresh, EbbotIdentity.of(fresh.visitor()), n)));
        all.add(new HeldKind("purchase of nobody", ebbot, true, (fresh, n) -> HeldKind.purchase(fresh, null, n)));
        all.add(new HeldKind("ecom-visit", ebbot, true, (fresh, n) -> {
            EbbotVisitEvent.Builder event = EbbotVisitEvent.builder()
                    .chatId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime());
            HeldKind.times(n, () -> event.item(ebbotItem(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("ecom-atc", ebbot, true, (fresh, n) -> {
            EbbotAtcEvent.Builder event = EbbotAtcEvent.builder()
                    .chatId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .currency(fresh.currency());
            HeldKind.times(n, () -> event.item(ebbotItem(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("ecom-purchase", ebbot, true, (fresh, n) -> {
            EbbotPurchaseEvent.Builder event = EbbotPurchaseEvent.builder()
                    .chatId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .currency(fresh.currency());
            HeldKind.times(n, () -> event.item(ebbotItem(fresh)));
            return event.build();
        }));
    }

    private static EbbotItem.Builder ebbotItem(Fresh fresh) {
        EbbotItem.Builder item = EbbotItem.builder()
                .id(fresh.digits())
                .groupId(fresh.optionalDigits())
                .quantity(fresh.amount());
        return fresh.isFull() ? item.valueText(Fresh.copy("149.99")) : item.value(fresh.amount());
    }
}
