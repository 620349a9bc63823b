package io.salestracker.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import java.math.BigDecimal;
import java.util.List;

/**
 * The purchase that every subject reports: three lines, a visitor, and an order id by which the server knows it again.
 * What a shop would have at hand, so that building an event from it is the subject's own work.
 */
public final class Sale {
    public static final String CURRENCY = "USD";
    public static final BigDecimal TOTAL = new BigDecimal("249.97");
    static final String VISITOR = "c0ffee00-1111-4222-8333-444455556666";
    public static final List<Line> LINES = List.of(
            new Line("sku-100001", "Merino Wool Crew Neck, navy", 1, new BigDecimal("149.99")),
            new Line("sku-100002", "Linen Shirt, long sleeve", 2, new BigDecimal("39.99")),
            new Line("sku-100003", "Wool Socks", 1, new BigDecimal("20.00")));

    // A visitor's fingerprint is a UUID; each buys once.
    static final String VISITOR_START = "c0ffee00-1111-4222-8333-0000";

    private Sale() {}

    /** One product of the order. */
    public record Line(String productId, String name, int quantity, BigDecimal unitPrice) {}

    /** The order id of the event with this number, 0 to 99,999,999; {@link CountingServer} looks for its form. */
    public static String orderId(int number) {
        byte[] id = {'~', '0', '0', '0', '0', '0', '0', '0', '0', '~'};
        int rest = number;
        for (int i = 8; rest > 0; i--, rest /= 10) {
            id[i] = (byte) ('0' + rest % 10);
        }
        return new String(id, ISO_8859_1);
    }

    /** The visitor who bought: another one for each order. */
    public static String visitor(int number) {
        return VISITOR_START + orderId(number).substring(1, 9);
    }

    /** It as this SDK's own event. */
    public static Purchase purchase(Visitor visitor, String orderId) {
        return purchase(visitor, orderId, LINES.get(0).productId());
    }

    static Purchase purchase(Visitor visitor, String orderId, String firstProductId) {
        Purchase.Builder purchase = Purchase.builder()
                .visitor(visitor)
                .orderId(orderId)
                .currency(CURRENCY)
                .total(TOTAL);
        for (int i = 0; i < LINES.size(); i++) {
            Line line = LINES.get(i);
            purchase.item(LineItem.builder()
                    .productId(i == 0 ? firstProductId : line.productId())
                    .name(line.name())
                    .quantity(line.quantity())
                    .unitPrice(line.unitPrice()));
        }
        return purchase.build();
    }
}
