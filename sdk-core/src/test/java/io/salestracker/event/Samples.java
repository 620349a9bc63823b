package io.salestracker.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Valid values with every field set, each text different from every other. */
final class Samples {
    static final Instant WHEN = Instant.parse("2026-03-04T05:06:07Z");

    private Samples() {}

    static Product product() {
        return new Product(
                "product-1",
                "Merino Wool Crew Neck",
                new BigDecimal("149.99"),
                "sku-1",
                "variant-1",
                "Blue, L",
                "group-1",
                "https://shop.example/1.jpg");
    }

    static LineItem line() {
        return new LineItem(product(), BigDecimal.valueOf(2));
    }

    static Visitor visitor() {
        return Visitor.of(new Identity("alhena", "chat-fingerprint"), new Identity("text", "customer-7"));
    }

    static ProductVisit visit() {
        return new ProductVisit("event-1", WHEN, "site-1", visitor(), product(), "EUR");
    }

    static CartChange change() {
        return new CartChange(
                "event-2",
                WHEN,
                "site-1",
                visitor(),
                product(),
                "EUR",
                BigDecimal.valueOf(311),
                BigDecimal.valueOf(312));
    }

    static Purchase purchase() {
        return new Purchase(
                "event-3",
                WHEN,
                "site-1",
                visitor(),
                "order-1042",
                "#1042",
                "EUR",
                new BigDecimal("321.97"),
                new BigDecimal("299.98"),
                new BigDecimal("4.95"),
                new BigDecimal("17.04"),
                List.of("SPRING", "VIP"),
                "https://shop.example/orders/1042",
                new SalesChannel("channel-9", "Web shop"),
                List.of(line()));
    }

    /** An identity of a vendor that the model has never heard of. */
    record Identity(String vendor, String write) implements VisitorIdentity {
        @Override
        public String toString() {
            return "Identity[...]";
        }
    }
}
