package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import io.salestracker.testkit.Vendor;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One visitor's cart as Alhena knows it, and its value: what was added less what was removed. The vendor does not say how
 * it reckons; here it is the event's value, which its examples show to be the price of one, times the units that moved.
 */
final class AlhenaCart {
    private final Map<String, JsonNode> lines = new LinkedHashMap<>();
    private final Map<String, BigDecimal> added = new TreeMap<>();
    private final Map<String, BigDecimal> removed = new TreeMap<>();

    private AlhenaCart() {}

    /** Adds up what the vendor accepted of a visitor up to and with an event. */
    static AlhenaCart after(Received event, JsonNode payload, List<Received> all) {
        AlhenaCart cart = new AlhenaCart();
        JsonNode company = payload.path("company_key");
        all.stream()
                .filter(earlier -> earlier.vendor() == Vendor.ALHENA
                        && earlier.kind() == ReceivedKind.CART
                        && earlier.disposition() == Disposition.ACCEPTED
                        && earlier.sequence() <= event.sequence()
                        && Objects.equals(earlier.visitor(), event.visitor()))
                .map(earlier -> earlier.payload().json())
                .filter(earlier -> company.equals(earlier.path("company_key")))
                .forEach(cart::apply);
        return cart;
    }

    private void apply(JsonNode event) {
        String product = event.path("product_id").asText();
        String currency = event.path("currency").asText();
        BigDecimal after = number(event, "quantity");
        JsonNode line = after.signum() == 0 ? lines.remove(product) : lines.put(product, event);
        BigDecimal before = line == null ? BigDecimal.ZERO : number(line, "quantity");
        boolean more = !event.path("type").asText().matches("QUANTITY_DECREASED|ITEM_REMOVED");
        BigDecimal units = (more ? after.subtract(before) : before.subtract(after)).max(BigDecimal.ZERO);
        (more ? added : removed).merge(currency, units.multiply(number(event, "value")), BigDecimal::add);
    }

    private static BigDecimal number(JsonNode event, String field) {
        BigDecimal number = Facts.number(event, field);
        return number == null ? BigDecimal.ZERO : number;
    }

    Card card(String title) {
        Card card = new Card(title, "cartValue");
        lines.values()
                .forEach(line -> card.item(
                        Facts.string(line, "product_name"),
                        null,
                        line.path("quantity"),
                        Facts.number(line, "value"),
                        Facts.string(line, "currency"),
                        null));
        Map<String, BigDecimal> net = new TreeMap<>(added);
        removed.forEach((currency, value) -> net.merge(currency, value.negate(), BigDecimal::add));
        net.forEach((currency, value) -> card.fact("Value added", of(added, currency), currency)
                .fact("Value removed", of(removed, currency), currency)
                .fact("Net", value, currency));
        if (net.size() == 1) {
            net.forEach((currency, value) -> card.total(value, currency));
        }
        return card.fact("Reckoned as", "price times units moved; the vendor does not say how");
    }

    private static BigDecimal of(Map<String, BigDecimal> sums, String currency) {
        @Nullable BigDecimal sum = sums.get(currency);
        return sum == null ? BigDecimal.ZERO : sum;
    }
}
