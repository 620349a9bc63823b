package io.salestracker.documents;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * Alhena, "Cart & Checkout Events": the properties of both calls, in the names of the page on HTTP. The checkout's names are
 * those of the cart body carried over.
 */
final class AlhenaDocument {
    private static final Set<String> TYPES =
            Set.of("ITEM_ADDED", "QUANTITY_INCREASED", "QUANTITY_DECREASED", "ITEM_REMOVED");

    private AlhenaDocument() {}

    static void cart(Members event) {
        account(event);
        String type = event.text("type");
        event.text("product_id");
        event.text("product_name");
        event.amount("value");
        event.currency("currency");
        BigDecimal quantity = event.number("quantity");
        event.nothingElse();
        if (type != null && !TYPES.contains(type)) {
            event.complain("type", "is none of the four");
        } else if (type != null && quantity != null) {
            boolean removed = type.equals("ITEM_REMOVED");
            if (removed ? quantity.signum() != 0 : quantity.signum() <= 0) {
                event.complain("quantity", "is not what is in the cart after " + type);
            }
        }
    }

    static void checkout(Members event, List<String> complaints) {
        account(event);
        event.optionalText("order_id");
        event.amount("value");
        event.currency("currency");
        List<?> items = event.optionalList("line_items");
        event.nothingElse();
        for (int i = 0; i < items.size(); i++) {
            Members item = Members.of("line_items[" + i + "]", items.get(i), complaints);
            if (item != null) {
                item.text("product_id");
                item.text("product_name");
                BigDecimal quantity = item.number("quantity");
                if (quantity != null && quantity.signum() <= 0) {
                    item.complain("quantity", "is nothing purchased");
                }
                item.amount("value");
                item.currency("currency");
                item.nothingElse();
            }
        }
    }

    private static void account(Members event) {
        event.text("company_key");
        event.uuid("user_fingerprint");
        event.uuid("user_faq_fingerprint");
        event.optionalText("source");
    }
}
