package io.salestracker.benchmarks;

import io.salestracker.destination.Destination;
import io.salestracker.text.TextCartAdded;
import io.salestracker.text.TextCartLine;
import io.salestracker.text.TextCartRemoved;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.text.TextOrderLine;
import java.util.List;

/** The kinds of events at Text. Its two routes hold the same, so one stands for both. */
final class TextKinds {
    private TextKinds() {}

    static void addTo(List<HeldKind> all) {
        Destination text =
                TextDestination.builder("11111111-2222-4333-8444-555566667777").build();
        all.add(new HeldKind(
                "cart", text, false, (fresh, n) -> HeldKind.cart(fresh, TextIdentity.of(fresh.visitor()))));
        all.add(new HeldKind(
                "purchase", text, true, (fresh, n) -> HeldKind.purchase(fresh, TextIdentity.of(fresh.visitor()), n)));
        all.add(new HeldKind("store_product_added_to_cart", text, true, (fresh, n) -> {
            TextCartAdded.Builder event = TextCartAdded.builder()
                    .customerId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime());
            HeldKind.times(n, () -> event.cartLine(textCartLine(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("store_product_removed_from_cart", text, true, (fresh, n) -> {
            TextCartRemoved.Builder event = TextCartRemoved.builder()
                    .customerId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime());
            HeldKind.times(n, () -> event.cartLine(textCartLine(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("store_order_was_created", text, true, (fresh, n) -> {
            TextOrderCreated.Builder event = TextOrderCreated.builder()
                    .customerId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .orderId(fresh.digits())
                    .orderNumber(fresh.text("number"))
                    .currency(fresh.currency())
                    .totalPrice(fresh.amount())
                    .subtotalPrice(fresh.optionalAmount())
                    .shippingPrice(fresh.optionalAmount())
                    .taxPrice(fresh.optionalAmount())
                    .statusPageUrl(fresh.optional("page"));
            if (fresh.isFull()) {
                event.salesChannel(fresh.text("channel"), fresh.text("name"))
                        .discountCode(fresh.text("code"))
                        .discountCode(fresh.text("code"));
            }
            HeldKind.times(
                    n,
                    () -> event.lineItem(TextOrderLine.builder()
                            .productId(fresh.digits())
                            .title(fresh.text("title"))
                            .quantity(1)
                            .price(fresh.amount())
                            .sku(fresh.optional("sku"))
                            .variantId(fresh.optionalDigits())
                            .variantTitle(fresh.optional("variant"))
                            .thumbnailUrl(fresh.optional("picture"))));
            return event.build();
        }));
    }

    private static TextCartLine.Builder textCartLine(Fresh fresh) {
        return TextCartLine.builder()
                .productId(fresh.digits())
                .title(fresh.text("title"))
                .quantity(1)
                .currency(fresh.currency())
                .totalPrice(fresh.amount())
                .price(fresh.optionalAmount())
                .sku(fresh.optional("sku"))
                .variantId(fresh.optionalDigits())
                .thumbnailUrl(fresh.optional("picture"));
    }
}
