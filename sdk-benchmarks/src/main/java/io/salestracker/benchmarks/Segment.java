package io.salestracker.benchmarks;

import com.segment.analytics.Analytics;
import com.segment.analytics.messages.TrackMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Segment as its documentation sets it up: an unbounded queue, up to 250 events a request, one request at a time. */
final class Segment implements Subject {
    private final Analytics analytics;

    Segment(int port) {
        analytics = Analytics.builder("write-key")
                .endpoint("http://localhost:" + port + "/")
                .build();
    }

    @Override
    public TrackMessage.Builder build(int number) {
        List<Map<String, Object>> products = new ArrayList<>();
        for (Sale.Line line : Sale.LINES) {
            products.add(Map.of(
                    "product_id", line.productId(),
                    "name", line.name(),
                    "quantity", line.quantity(),
                    "price", line.unitPrice()));
        }
        return TrackMessage.builder("Order Completed")
                .userId(Sale.VISITOR)
                .properties(Map.of(
                        "order_id",
                        Sale.orderId(number),
                        "currency",
                        Sale.CURRENCY,
                        "total",
                        Sale.TOTAL,
                        "products",
                        products));
    }

    @Override
    public void track(int number) {
        analytics.enqueue(build(number));
    }

    @Override
    public void flush() {
        analytics.flush();
    }

    @Override
    public void close() {
        analytics.shutdown();
    }
}
