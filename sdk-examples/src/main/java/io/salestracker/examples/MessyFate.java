package io.salestracker.examples;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.salestracker.Outcome;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesChannel;
import io.salestracker.event.Violation;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The words for what becomes of an order, in the model and at a vendor:
 *
 * <ul>
 *   <li>{@code as is}: nothing was changed;
 *   <li>{@code tidied <fields>}: the model tidied these, which its accessors show;
 *   <li>{@code fit <fields>}: these were changed or left out for the vendor, which {@code preview} shows;
 *   <li>{@code refused <path> <code>, ...}: {@code Invalid}, with these violations; {@code refused TOO_LARGE};
 *   <li>{@code skipped <reason>} and {@code expired <reason>}.
 * </ul>
 */
final class MessyFate {
    static final String AS_IS = "as is";

    private MessyFate() {}

    /** Writes what the model did. */
    static String inModel(Collection<String> tidied, List<Violation> violations) {
        if (!violations.isEmpty()) {
            return "refused " + String.join(", ", words(violations));
        }
        return tidied.isEmpty() ? AS_IS : "tidied " + String.join(", ", tidied);
    }

    /** Writes what happened at a vendor. */
    static String atVendor(Outcome outcome, Collection<String> madeFit) {
        if (outcome instanceof Outcome.Delivered) {
            return madeFit.isEmpty() ? AS_IS : "fit " + String.join(", ", new TreeSet<>(madeFit));
        }
        if (outcome instanceof Outcome.Invalid invalid) {
            return "refused " + String.join(", ", reasons(invalid));
        }
        return outcome.kind().word() + " " + outcome.reason();
    }

    /** Writes why an order is invalid. */
    static Collection<String> reasons(Outcome.Invalid invalid) {
        return invalid.violations().isEmpty() ? Set.of(invalid.reason()) : words(invalid.violations());
    }

    /** Writes violations as path and code, in the order of the alphabet. */
    static Collection<String> words(Collection<Violation> violations) {
        return violations.stream().map(MessyFate::words).collect(toCollection(TreeSet::new));
    }

    /** Writes a violation as path and code. */
    static String words(Violation violation) {
        return violation.path() + " " + violation.code();
    }

    /** Joins the vendors at which the same became of an order, as in {@code ebbot as is; alhena, text fit items}. */
    static String together(Map<String, String> byVendor) {
        Map<String, String> vendors = new LinkedHashMap<>();
        byVendor.forEach((vendor, fate) -> vendors.merge(fate, vendor, (some, more) -> some + ", " + more));
        if (vendors.size() == 1) {
            return "all four " + vendors.keySet().iterator().next();
        }
        return vendors.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey())
                .collect(joining("; "));
    }

    /** Finds the fields that read otherwise in the model than in the file, in the order of the alphabet. */
    static Collection<String> tidied(MessyOrder given, Purchase built) {
        return new Tidied(given, built).fields;
    }

    private static final class Tidied {
        final Collection<String> fields = new TreeSet<>();

        Tidied(MessyOrder given, Purchase built) {
            MessyOrder.Order order = given.order();
            compare("site", order.site(), built.site());
            compare("orderId", order.id(), built.orderId());
            compare("orderNumber", order.number(), built.orderNumber());
            compare("currency", order.currency(), built.currency());
            compareAmount("total", order.total(), built.total());
            compareAmount("subtotal", order.subtotal(), built.subtotal());
            compareAmount("shipping", order.shipping(), built.shipping());
            compareAmount("tax", order.tax(), built.tax());
            compare("discountCodes", order.codes(), built.discountCodes());
            compare("statusPage", order.statusPage(), built.statusPage());
            SalesChannel channel = built.salesChannel();
            compare(
                    "salesChannel",
                    order.channel(),
                    channel == null ? null : new MessyOrder.Channel(channel.id(), channel.name()));
            for (int i = 0; i < built.items().size(); i++) {
                compare(given.lines().get(i), built.items().get(i));
            }
        }

        private void compare(MessyOrder.Line given, LineItem built) {
            Product product = built.product();
            compare("items[].productId", given.product(), product.productId());
            compare("items[].name", given.name(), product.name());
            compareAmount("items[].quantity", given.quantity(), built.quantity());
            compareAmount("items[].unitPrice", given.price(), built.unitPrice());
            compare("items[].sku", given.sku(), product.sku());
            compare("items[].variantId", given.variant(), product.variantId());
            compare("items[].variantTitle", given.variantTitle(), product.variantTitle());
            compare("items[].groupId", given.group(), product.groupId());
            compare("items[].imageUrl", given.image(), product.imageUrl());
        }

        private void compare(String field, @Nullable Object given, @Nullable Object built) {
            if (given != null && !Objects.equals(given, built)) {
                fields.add(field);
            }
        }

        private void compareAmount(String field, @Nullable String given, @Nullable BigDecimal built) {
            if (given != null && (built == null || new BigDecimal(given).compareTo(built) != 0)) {
                fields.add(field);
            }
        }
    }
}
