package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import java.util.List;

/** What the vendor's product would show for an event, as far as its documents tell. */
final class ProductView {

    private ProductView() {}

    /** Returns it for one of all events, which are in the order of arrival. */
    static ObjectNode shows(Received event, List<Received> all) {
        JsonNode payload = event.payload().json();
        String title = title(event);
        return switch (event.disposition()) {
            case FAULTED ->
                Card.none(
                        title,
                        event.throttled()
                                ? "Nothing: the vendor asked to slow down and did not look at it"
                                : "Nothing: a fault came before the vendor looked at it");
            case REJECTED -> Card.none(title, "Nothing: it was rejected, " + event.reason());
            case IGNORED -> Card.none(title, "Nothing: the vendor answers it and leaves it out of account");
            case DUPLICATE ->
                Card.none(
                        title,
                        event.orderId() == null
                                ? "Nothing new: the vendor has this event already"
                                : "Nothing new: order " + event.orderId() + " is already there");
            case ACCEPTED -> {
                if (event.kind() == ReceivedKind.TOKEN) {
                    yield Card.none(title, "Nothing: a token is no event of a shop");
                }
                yield payload.isObject()
                        ? accepted(title, event, payload, all)
                        : Card.none(title, "Not known: this sandbox keeps no payloads");
            }
        };
    }

    private static ObjectNode accepted(String title, Received event, JsonNode payload, List<Received> all) {
        Card card = switch (event.vendor()) {
            case TEXT -> event.kind() == ReceivedKind.ORDER ? textOrder(title, payload) : textCart(title, payload);
            case ALHENA ->
                event.kind() == ReceivedKind.ORDER
                        ? alhenaOrder(title, payload)
                        : AlhenaCart.after(event, payload, all).card(title);
            case EBBOT -> ebbot(title, event, payload);
            case TRACKTOR -> TracktorTimeline.card(title, event, payload);
        };
        return card.json();
    }

    private static String title(Received event) {
        return switch (event.vendor()) {
            case TEXT ->
                switch (event.kind()) {
                    case ORDER -> "Order card in the agent's chat";
                    case CART ->
                        "store_product_removed_from_cart".equals(event.name())
                                ? "Message in the chat: removed from cart"
                                : "Message in the chat: added to cart";
                    default -> "The agent's chat";
                };
            case ALHENA ->
                event.kind() == ReceivedKind.ORDER
                        ? "Purchase under Analytics, Revenue impact"
                        : "Cart value of this visitor under Analytics, Revenue impact";
            case EBBOT ->
                switch (event.kind()) {
                    case ORDER -> "Purchase, as the items and their sum";
                    case CART -> "Added to cart, as the items and their sum";
                    case VISIT -> "Product looked at";
                    default -> "Ebbot's sales";
                };
            case TRACKTOR ->
                switch (event.kind()) {
                    case PROPERTIES -> "Properties of the person";
                    case ALIAS -> "Two persons made one";
                    default -> "Entry in the person's timeline";
                };
        };
    }

    private static Card textOrder(String title, JsonNode payload) {
        JsonNode order = payload.at("/event/data/order");
        String currency = Facts.string(order, "currency");
        Card card = new Card(title, "order")
                .number(Facts.string(order, "order_number"))
                .total(Facts.number(order, "total_price"), currency);
        for (JsonNode line : order.path("line_items")) {
            card.item(
                    Facts.string(line, "title"),
                    Facts.string(line, "variant_title"),
                    line.path("quantity"),
                    Facts.number(line, "price"),
                    currency,
                    Facts.string(line, "thumbnail_url"));
        }
        List<String> codes = order.path("discounts").findValuesAsText("code");
        return card.fact("Subtotal", Facts.number(order, "subtotal_price"), currency)
                .fact("Shipping", Facts.number(order, "shipping_price"), currency)
                .fact("Tax", Facts.number(order, "tax_price"), currency)
                .fact("Discounts", codes.isEmpty() ? null : String.join(", ", codes))
                .fact("Sales channel", Facts.string(order.path("sales_channel"), "name"))
                .fact("Status page", Facts.string(order, "status_page_url"));
    }

    private static Card textCart(String title, JsonNode payload) {
        Card card = new Card(title, "cart");
        for (JsonNode line : payload.at("/event/data/cart_lines")) {
            JsonNode product = line.path("product");
            String currency = Facts.string(line, "currency");
            card.item(
                    Facts.string(product, "title"),
                    null,
                    line.path("quantity"),
                    Facts.number(product, "price"),
                    currency,
                    Facts.string(product, "thumbnail_url"));
            card.fact("Total of the line", Facts.number(line, "total_price"), currency);
        }
        return card;
    }

    private static Card alhenaOrder(String title, JsonNode payload) {
        String currency = Facts.string(payload, "currency");
        Card card = new Card(title, "order")
                .number(Facts.string(payload, "order_id"))
                .total(Facts.number(payload, "value"), currency);
        for (JsonNode line : payload.path("line_items")) {
            card.item(
                    Facts.string(line, "product_name"),
                    null,
                    line.path("quantity"),
                    Facts.number(line, "value"),
                    Facts.string(line, "currency"),
                    null);
        }
        return card;
    }

    /** Ebbot's events name no product; the id is that of the product feed. */
    private static Card ebbot(String title, Received event, JsonNode payload) {
        String type = switch (event.kind()) {
            case ORDER -> "order";
            case CART -> "cart";
            default -> "timeline";
        };
        String currency = event.currency();
        Card card = new Card(title, type).total(event.amount(), currency);
        JsonNode items = payload.path("items");
        for (JsonNode item : items.isObject() ? List.of(items) : items) {
            card.item(
                    Facts.string(item, "id"),
                    Facts.string(item, "groupId"),
                    item.path("quantity"),
                    EbbotRules.value(item.path("value")),
                    currency,
                    null);
        }
        return card;
    }
}
