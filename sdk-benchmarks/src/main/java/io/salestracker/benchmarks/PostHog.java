package io.salestracker.benchmarks;

import com.posthog.server.PostHogCaptureOptions;
import com.posthog.server.PostHogConfig;
import com.posthog.server.PostHogInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostHog's server SDK with its own batches, and a queue that takes more than the thousand events of its default. */
final class PostHog implements Subject {
    private final PostHogInterface postHog;

    PostHog(int port) {
        PostHogConfig config = PostHogConfig.builder("api-key")
                .host("http://localhost:" + port)
                .maxQueueSize(100_000)
                // No feature flags are used, so none need to be fetched.
                .preloadFeatureFlags(false)
                .build();
        postHog = com.posthog.server.PostHog.with(config);
    }

    @Override
    public PostHogCaptureOptions build(int number) {
        List<Map<String, Object>> products = new ArrayList<>();
        for (Sale.Line line : Sale.LINES) {
            products.add(Map.of(
                    "product_id", line.productId(),
                    "name", line.name(),
                    "quantity", line.quantity(),
                    "price", line.unitPrice()));
        }
        return PostHogCaptureOptions.builder()
                .property("order_id", Sale.orderId(number))
                .property("currency", Sale.CURRENCY)
                .property("total", Sale.TOTAL)
                .property("products", products)
                .build();
    }

    @Override
    public void track(int number) {
        postHog.capture(Sale.VISITOR, "order completed", build(number));
    }

    /** Sends one batch only, and of what is queued; see {@link Traffic}, which asks again until nothing is left. */
    @Override
    public void flush() {
        postHog.flush();
    }

    @Override
    public void close() {
        postHog.close();
    }
}
