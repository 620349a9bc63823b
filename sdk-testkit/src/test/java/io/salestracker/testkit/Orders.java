package io.salestracker.testkit;

import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;

/** The order that tests track, of nobody yet. */
final class Orders {

    private Orders() {}

    static Purchase.Builder of(String id, String total) {
        return Purchase.builder()
                .orderId(id)
                .currency("USD")
                .total(total)
                .item(LineItem.builder()
                        .productId("123456789")
                        .name("Merino Wool Crew Neck")
                        .quantity(1)
                        .unitPrice(total));
    }
}
