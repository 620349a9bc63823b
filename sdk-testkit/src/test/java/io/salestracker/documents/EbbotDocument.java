package io.salestracker.documents;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** Ebbot, "Sales tracking for live chat": its TypeScript type. */
final class EbbotDocument {
    private EbbotDocument() {}

    /** Checks an event; {@code context} names what the caller has its endpoint take besides. */
    static void event(Members event, Set<String> context, List<String> complaints) {
        context.forEach(event::optionalText);
        String type = event.text("type");
        if (type == null) {
            return;
        }
        switch (type) {
            case "ecom-atc" -> {
                items(event, true, complaints);
                event.currency("currency");
            }
            case "ecom-visit" -> {
                items(event, true, complaints);
                event.optionalText("currency");
            }
            case "ecom-purchase" -> {
                items(event, false, complaints);
                event.currency("currency");
            }
            default -> event.complain("type", "is none of the three");
        }
        event.nothingElse();
    }

    private static void items(Members event, boolean orOne, List<String> complaints) {
        if (orOne && !(event.any("items") instanceof List<?>)) {
            item(event.object("items"));
            return;
        }
        List<?> items = event.list("items");
        for (int i = 0; i < items.size(); i++) {
            item(Members.of("items[" + i + "]", items.get(i), complaints));
        }
    }

    private static void item(Members item) {
        if (item == null) {
            return;
        }
        item.text("id");
        item.optionalText("groupId");
        BigDecimal quantity = item.optionalNumber("quantity");
        if (quantity != null && quantity.signum() <= 0) {
            item.complain("quantity", "is nothing");
        }
        if (item.any("value") instanceof String text) {
            // The rules for prices in the vendor's product feeds: a dot, and no other separators.
            if (!text.matches("[0-9]+(\\.[0-9]+)?")) {
                item.complain("value", "is no decimal");
            }
        } else {
            item.amount("value");
        }
        item.nothingElse();
    }
}
