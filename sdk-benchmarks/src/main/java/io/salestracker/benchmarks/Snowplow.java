package io.salestracker.benchmarks;

import com.snowplowanalytics.snowplow.tracker.Tracker;
import com.snowplowanalytics.snowplow.tracker.configuration.EmitterConfiguration;
import com.snowplowanalytics.snowplow.tracker.configuration.NetworkConfiguration;
import com.snowplowanalytics.snowplow.tracker.configuration.SubjectConfiguration;
import com.snowplowanalytics.snowplow.tracker.configuration.TrackerConfiguration;
import com.snowplowanalytics.snowplow.tracker.emitter.BatchEmitter;
import com.snowplowanalytics.snowplow.tracker.events.SelfDescribing;
import com.snowplowanalytics.snowplow.tracker.payload.SelfDescribingJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Snowplow with its OkHttp adapter, fifty events a request as by default, on fifty threads as its default is. */
final class Snowplow implements Subject {
    private static final String SCHEMA = "iglu:com.example/order/jsonschema/1-0-0";

    private final BatchEmitter emitter;
    private final Tracker tracker;

    Snowplow(int port) {
        emitter = new BatchEmitter(
                new NetworkConfiguration("http://localhost:" + port),
                new EmitterConfiguration().bufferCapacity(100_000).threadCount(50));
        // Plain JSON is cheaper for it than Base64, its default, in which the server could find no order id.
        tracker = new Tracker(new TrackerConfiguration("shop", "shop").base64Encoded(false), emitter);
    }

    @Override
    public SelfDescribing build(int number) {
        List<Map<String, Object>> products = new ArrayList<>();
        for (Sale.Line line : Sale.LINES) {
            products.add(Map.of(
                    "id", line.productId(),
                    "name", line.name(),
                    "quantity", line.quantity(),
                    "price", line.unitPrice()));
        }
        Map<String, Object> order = Map.of(
                "orderId", Sale.orderId(number), "currency", Sale.CURRENCY, "total", Sale.TOTAL, "products", products);
        return SelfDescribing.builder()
                .eventData(new SelfDescribingJson(SCHEMA, order))
                .subject(new com.snowplowanalytics.snowplow.tracker.Subject(
                        new SubjectConfiguration().userId(Sale.VISITOR)))
                .build();
    }

    @Override
    public void track(int number) {
        tracker.track(build(number));
    }

    @Override
    public void flush() {
        emitter.flushBuffer();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
