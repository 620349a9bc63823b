package io.salestracker.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.Preview.WouldSend;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.testkit.Received;
import java.math.BigDecimal;
import java.util.List;

/** Holds the amounts that a vendor received of an order against the order's own. */
final class Amounts {
    /** One half of the twentieth decimal, to which the price of a line that is sent as one unit is rounded. */
    private static final BigDecimal ROUNDED = new BigDecimal("5E-21");

    private static final BigDecimal RELATIVE = new BigDecimal("1E-9");

    private Amounts() {}

    static void check(String what, Purchase purchase, WouldSend send, Received received) {
        JsonNode payload = received.payload().json();
        switch (received.vendor()) {
            case ALHENA -> {
                assertTotal(what, purchase, payload.path("value"));
                assertSum(what, purchase, payload.path("line_items"), "value");
            }
            case TEXT -> {
                JsonNode order = payload.at("/event/data/order");
                assertTotal(what, purchase, order.path("total_price"));
                if (sold(purchase).isEmpty()) {
                    assertThat(order.path("line_items")).as(what).hasSize(1);
                    assertTotal(what, purchase, order.at("/line_items/0/price"));
                } else {
                    assertSum(what, purchase, order.path("line_items"), "price");
                }
            }
            case TRACKTOR -> {
                JsonNode products = payload.at("/data/products");
                assertTotal(what, purchase, payload.at("/data/totalprice"));
                boolean whole = products.size() == sold(purchase).size();
                assertThat(whole || send.madeFit().contains("items")).as(what).isTrue();
                if (whole) {
                    assertSum(what, purchase, products, "price");
                } else {
                    assertThat(sum(products, "price"))
                            .as(what)
                            .isLessThanOrEqualTo(sum(sold(purchase)).add(bound(purchase)));
                }
            }
            case EBBOT -> {
                BigDecimal expected = sum(purchase.items());
                BigDecimal bound = expected.abs().max(BigDecimal.ONE).multiply(RELATIVE);
                assertThat(sum(payload.path("items"), "value")
                                .subtract(expected)
                                .abs())
                        .as(what + ": items for " + expected)
                        .isLessThanOrEqualTo(bound);
            }
        }
    }

    private static void assertTotal(String what, Purchase purchase, JsonNode total) {
        assertThat(total.decimalValue()).as(what).isEqualByComparingTo(purchase.total());
    }

    private static void assertSum(String what, Purchase purchase, JsonNode lines, String price) {
        assertThat(lines.size()).as(what).isEqualTo(sold(purchase).size());
        assertThat(sum(lines, price).subtract(sum(sold(purchase))).abs())
                .as(what + ": sum of the lines")
                .isLessThanOrEqualTo(bound(purchase));
    }

    private static BigDecimal bound(Purchase purchase) {
        return ROUNDED.multiply(BigDecimal.valueOf(purchase.items().size()));
    }

    private static BigDecimal sum(JsonNode lines, String price) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode line : lines) {
            sum = sum.add(line.path(price)
                    .decimalValue()
                    .multiply(line.path("quantity").decimalValue()));
        }
        return sum;
    }

    /** The lines that the vendors have: those with a quantity and no negative price. */
    private static List<LineItem> sold(Purchase purchase) {
        return purchase.items().stream()
                .filter(line -> line.quantity().signum() > 0
                        && line.product().unitPrice().signum() >= 0)
                .toList();
    }

    private static BigDecimal sum(List<LineItem> lines) {
        return lines.stream()
                .map(line -> line.product().unitPrice().multiply(line.quantity()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
